package io.farspan.function.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.ConfigProvider;

import io.farspan.core.http.ManagementFunction;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.json.Json;

/** The handler of the Lambda: one HTTP event in, one HTTP response out; or the schedule's call. */
@Named("call")
@ApplicationScoped
@Startup
public class CallLambda implements RequestStreamHandler {

    /** Above the longest deadline of a call; the function itself keeps the call's. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of the time that Lambda gives a timer's call, what is left for its end. */
    private static final Duration MARGIN = Duration.ofSeconds(4);

    private final ManagementFunction function;

    CallLambda() {
        this.function =
                ManagementFunction.create(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        if (TimerEvent.is(context.getInvokedFunctionArn())) {
            Duration left =
                    Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);
            output.write(Json.write(function.onTimer(left)));
            return;
        }
        HttpEvent event = Json.wire().readValue(input.readAllBytes(), HttpEvent.class);
        FunctionResponse response = function.handle(event.toRequest()).await().atMost(LIMIT);
        output.write(Json.write(HttpResult.of(response)));
    }
}

package io.farspan.function.azure;

import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatusType;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.ConfigProvider;

import io.farspan.core.http.ManagementFunction;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;

/**
 * The HTTP triggers {@code POST /api/v1/call} and {@code /api/v1/probe}, and those for plugins; and the timer. Azure's own keys are
 * not used: the call token, signed by home, admits.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger">HTTP trigger</a>
 */
@Singleton
@Startup
public class CallFunction {

    /** Above the longest deadline of a call; the function itself keeps the call's. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A timer's calls never overlap: the host waits for the end of one. */
    private static final Duration TIMER = Duration.ofSeconds(50);

    private final ManagementFunction function;

    CallFunction() {
        this.function =
                ManagementFunction.create(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    }

    /** Answers a call. */
    @FunctionName("call")
    public HttpResponseMessage call(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "v1/call",
                            dataType = "binary")
                    HttpRequestMessage<Optional<byte[]>> request,
            ExecutionContext context) {
        return answer(request);
    }

    /** Answers a probe. */
    @FunctionName("probe")
    public HttpResponseMessage probe(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "v1/probe",
                            dataType = "binary")
                    HttpRequestMessage<Optional<byte[]>> request,
            ExecutionContext context) {
        return answer(request);
    }

    /** Lists the plugins. */
    @FunctionName("plugins")
    public HttpResponseMessage plugins(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "v1/plugins",
                            dataType = "binary")
                    HttpRequestMessage<Optional<byte[]>> request,
            ExecutionContext context) {
        return answer(request);
    }

    /** Calls a plugin. */
    @FunctionName("plugin")
    public HttpResponseMessage plugin(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "v1/plugins/{name}",
                            dataType = "binary")
                    HttpRequestMessage<Optional<byte[]>> request,
            ExecutionContext context) {
        return answer(request);
    }

    /** Publishes what the instances have; Terraform turns it off where there is no Kafka. */
    @FunctionName("publish")
    public void publish(
            @TimerTrigger(name = "timer", schedule = "%PUBLISH_SCHEDULE%") String timer, ExecutionContext context) {
        function.onTimer(TIMER);
    }

    private HttpResponseMessage answer(HttpRequestMessage<Optional<byte[]>> request) {
        FunctionResponse response = function.handle(new FunctionRequest(
                        request.getHttpMethod().name(),
                        request.getUri().getPath(),
                        request.getHeaders(),
                        request.getBody().orElse(new byte[0])))
                .await()
                .atMost(LIMIT);
        HttpResponseMessage.Builder message = request.createResponseBuilder((HttpStatusType) response::status);
        response.headers().forEach(message::header);
        return message.body(response.body()).build();
    }
}

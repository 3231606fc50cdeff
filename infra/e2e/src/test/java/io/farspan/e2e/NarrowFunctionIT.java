package io.farspan.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.farspan.local.lambda.LambdaHost;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

/** A Lambda that takes one event at a time, probed by home and standby while a tool calls. */
@Tag("full")
class NarrowFunctionIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
    private static final String CALL = "{\"requests\":[" + Api.HEAP + "],\"deadlineMs\":5000}";

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        stack = LocalStack.start(
                StackOptions.usual()
                        .withInstances(1)
                        .withStandby()
                        .withFunctionEnvironment("aws1", Map.of(LambdaHost.VARIABLE, "1")),
                System.out::println);
        api = new Api(stack);
        await().atMost(LIMIT).untilAsserted(() -> api.diagnosis().body("verdicts[0].kind", equalTo("HEALTHY")));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void callsAreAnsweredAndABusyMomentIsNotAVerdict() throws IOException {
        // when
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        int calls = 0;
        while (System.nanoTime() - until < 0) {
            api.call("shop", CALL).statusCode(200).body("partial", equalTo(false));
            api.diagnosis().body("verdicts[0].kind", not(equalTo("FUNCTION_THROTTLED")));
            calls++;
        }

        // then: some calls were throttled
        assertThat(calls).isGreaterThan(10);
        assertThat(stack.functionLogs("aws1"))
                .anySatisfy(log -> assertThat(log).anyMatch(line -> line.startsWith("THROTTLED ")));
        api.diagnosis().body("verdicts[0].kind", startsWith("HEALTHY"));
    }
}

package io.farspan.e2e;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.farspan.local.load.HostileRun;
import io.farspan.local.process.Child;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertAll;

/** A viewer makes the most expensive calls over several connections, while others use the shop. */
@Tag("full")
class HostileIT {

    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration ATTACK = Duration.ofSeconds(30);

    private LocalStack stack;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        stack = LocalStack.start(StackOptions.usual(), System.out::println);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void aViewerCausesNoUserErrorsAndNoMoves() throws IOException, InterruptedException {
        // when
        HostileRun.Result result = HostileRun.atShop(stack).run(QUIET, ATTACK);

        // then
        System.out.println("heavy calls came to " + result.answers());
        assertAll(
                () -> assertThat(result.answers()).as("heavy calls").isNotEmpty(),
                () -> assertThat(result.looks()).as("looks").isPositive(),
                () -> assertThat(result.quiet().errors())
                        .as("users' errors before")
                        .isEmpty(),
                () -> assertThat(result.attacked().errors()).as("users' errors").isEmpty(),
                () -> assertThat(result.verdicts()).as("verdicts").isEmpty(),
                () -> assertThat(result.moves()).as("records that moved").isEmpty(),
                () -> assertThat(result.decisions()).as("the ledger's entries").isEmpty(),
                () -> assertThat(stack.children()).as("processes").allMatch(Child::isAlive),
                this::everyInstanceAnswers);
    }

    private void everyInstanceAnswers() {
        new Api(stack)
                .call("shop", "{\"requests\":[" + Api.HEAP + "],\"deadlineMs\":20000}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("outcomes", hasSize(6));
    }
}

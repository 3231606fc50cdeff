package io.farspan.function.aws;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** By which alias of the function an event came, as Lambda says it. */
class TimerEventTest {

    @Test
    void whatComesByTheScheduleAliasIsTheTimers() {
        assertThat(TimerEvent.is("arn:aws:lambda:eu-central-1:123456789012:function:shop-aws1:timer"))
                .isTrue();
        assertThat(TimerEvent.is("arn:aws-cn:lambda:cn-north-1:123456789012:function:shop-aws1:timer"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:eu-central-1:123456789012:function:shop-aws1:live", // what a Function URL passes
                "arn:aws:lambda:eu-central-1:123456789012:function:shop-aws1",
                "arn:aws:lambda:eu-central-1:123456789012:function:shop-aws1:$LATEST",
                "arn:aws:lambda:eu-central-1:123456789012:function:shop-aws1:7",
                "arn:aws:lambda:eu-central-1:123456789012:function:timer", // a function of that name, without an alias
                "arn:aws:lambda:eu-central-1:123456789012:function:timer:live",
                "arn:aws:lambda:eu-central-1:123456789012:function:shop-aws1:nightly-timer",
                "timer",
                ":timer"
            })
    @NullAndEmptySource
    void whatComesByAnotherOneIsNot(@Nullable String invoked) {
        assertThat(TimerEvent.is(invoked)).isFalse();
    }
}

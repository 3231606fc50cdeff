package io.farspan.router.call;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Multi;
import org.junit.jupiter.api.Test;

import io.farspan.home.gate.OutgoingCalls.Line;
import io.farspan.home.http.ProblemResponse;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A streamed answer always has a last line. */
class StreamedAnswerTest {

    private static final Line FIRST =
            new Line.Arrived(Outcome.answered(new InstanceId("aws1", "i-1"), 1, List.of(RawJson.of("{}"))));
    private static final TraceContext TRACE = TraceContext.continueFrom(Optional.empty());

    @Test
    void aFailureAfterTheFirstLineEndsWithALastLine() {
        assertThat(lines(new IllegalStateException("x")))
                .containsExactly(FIRST, new Line.Failed(ProblemResponse.internal(TRACE)));
        FarspanException known = new FarspanException(ProblemCode.NOT_HOME, "It is not home.");
        assertThat(lines(known))
                .containsExactly(FIRST, new Line.Failed(known.problem().in(TRACE.traceId())));
    }

    @Test
    void aFailureBeforeTheFirstLineIsAnAnswerOfItsOwn() {
        Multi<Line> failing = Multi.createFrom().failure(new IllegalStateException("x"));
        assertThatThrownBy(() -> CallResource.ended(failing, TRACE)
                        .collect()
                        .asList()
                        .await()
                        .indefinitely())
                .isInstanceOf(IllegalStateException.class);
    }

    private static List<Line> lines(RuntimeException failure) {
        Multi<Line> broken = Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(FIRST), Multi.createFrom().failure(failure));
        return CallResource.ended(broken, TRACE).collect().asList().await().indefinitely();
    }
}

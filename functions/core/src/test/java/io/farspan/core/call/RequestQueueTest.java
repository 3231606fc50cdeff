package io.farspan.core.call;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class RequestQueueTest {

    private static final int MANY = 1_000;
    private static final RequestFailure FAILURE =
            new RequestFailure(Problem.of(ProblemCode.TOO_MUCH, "too much"), false);

    private final RequestQueue queue = new RequestQueue();
    private final List<PendingRequest> failed = new ArrayList<>();

    @Test
    void aSliceHasNoMoreUnitsThanAllowedButOneRequestAtLeast() {
        // given
        PendingRequest large = add(6, PendingRequest.Kind.HEAVY);
        PendingRequest second = add(2, PendingRequest.Kind.LIGHT);
        PendingRequest third = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest fourth = add(1, PendingRequest.Kind.LIGHT);

        // then
        assertThat(queue.next(3).requests()).containsExactly(large);
        assertThat(queue.next(3).requests()).containsExactly(second, third);
        assertThat(queue.next(3).requests()).containsExactly(fourth);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void changesAndListsGoAlone() {
        // given
        PendingRequest read = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest change = add(1, PendingRequest.Kind.CHANGE);
        PendingRequest list = add(1, PendingRequest.Kind.LIST);
        PendingRequest last = add(1, PendingRequest.Kind.LIGHT);

        // then
        assertThat(queue.next(MANY).requests()).containsExactly(read);
        Slice second = queue.next(MANY);
        assertThat(second.requests()).containsExactly(change);
        assertThat(second.isChange()).isTrue();
        Slice third = queue.next(MANY);
        assertThat(third.requests()).containsExactly(list);
        assertThat(third.isList()).isTrue();
        assertThat(queue.next(MANY).requests()).containsExactly(last);
    }

    @Test
    void whatIsGivenBackIsAskedInTheSameOrder() {
        // given
        PendingRequest first = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest second = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest third = add(1, PendingRequest.Kind.LIGHT);

        // when
        queue.giveBack(queue.next(2));

        // then
        assertThat(queue.next(MANY).requests()).containsExactly(first, second, third);
    }

    @Test
    void whatIsSeparatedIsAskedOneByOne() {
        // given
        PendingRequest first = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest second = add(1, PendingRequest.Kind.LIGHT);

        // when
        queue.separate(queue.next(MANY));

        // then
        Slice one = queue.next(MANY);
        assertThat(one.requests()).hasSize(1);
        one.failed(FAILURE);
        assertThat(failed).containsExactly(first);
        queue.next(MANY).failed(FAILURE);
        assertThat(failed).containsExactly(first, second);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void lightRequestsOutliveTheBudget() {
        // given
        PendingRequest light = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest lookup = add(1, PendingRequest.Kind.LOOKUP);
        PendingRequest heavy = add(1, PendingRequest.Kind.HEAVY);
        assertThat(queue.hasBudgeted()).isTrue();

        // when
        queue.failBudgeted(FAILURE);

        // then
        assertThat(failed).containsExactly(lookup, heavy);
        assertThat(queue.hasBudgeted()).isFalse();
        assertThat(queue.next(MANY).requests()).containsExactly(light);
    }

    @Test
    void allCanBeFailed() {
        // given
        PendingRequest first = add(1, PendingRequest.Kind.LIGHT);
        PendingRequest second = add(1, PendingRequest.Kind.LIGHT);
        queue.failFirst(FAILURE);
        assertThat(failed).containsExactly(first);

        // when
        queue.failAll(FAILURE);

        // then
        assertThat(failed).containsExactly(first, second);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aSliceIsHeavyByWhatIsInItOrByItsWeight() {
        // given
        add(19, PendingRequest.Kind.LIGHT);
        add(1, PendingRequest.Kind.HEAVY);
        add(20, PendingRequest.Kind.LIGHT);
        add(1, PendingRequest.Kind.LOOKUP);

        // then
        assertThat(queue.next(19)).matches(slice -> !slice.heavy() && !slice.budgeted());
        assertThat(queue.next(1)).matches(slice -> slice.heavy() && slice.budgeted());
        assertThat(queue.next(20)).matches(slice -> slice.heavy() && !slice.budgeted());
        assertThat(queue.next(1)).matches(slice -> !slice.heavy() && slice.budgeted());
    }

    private PendingRequest add(int units, PendingRequest.Kind kind) {
        PendingRequest request = new PendingRequest(RawJson.of("{}"), units, kind) {
            @Override
            void answered(RawJson response) {
                throw new AssertionError("nothing is asked");
            }

            @Override
            void failed(RequestFailure failure) {
                failed.add(this);
            }
        };
        queue.addLast(request);
        return request;
    }
}

package io.farspan.home.work;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The limit on bytes held in memory. */
class ByteBudgetTest {

    private static final long MOST = 8 << 20;

    private final ByteBudget budget = new ByteBudget(MOST);

    @Test
    void oneCallerMayUseHalfAndOthersTheRest() {
        assertThat(budget.open("ann").take(MOST / 2)).isTrue();
        ByteBudget.Share second = budget.open("ann");
        assertThat(second.take(MOST / 4)).isFalse();
        assertThat(second.limits()).contains("for ann");
        assertThat(budget.open("bob").take(MOST / 4)).isTrue();
    }

    @Test
    void allCallersTogetherMayUseTheWhole() {
        assertThat(budget.open("ann").take(MOST / 2)).isTrue();
        assertThat(budget.open("bob").take(MOST / 4)).isTrue();
        assertThat(budget.open("bob").take(MOST / 4)).isTrue();
        assertThat(budget.open("cid").take(1 << 20)).as("the first of a caller").isTrue();
        assertThat(budget.open("cid").take(1 << 20)).isFalse();
    }

    @Test
    void smallAmountsAreAlwaysGranted() {
        assertThat(budget.open("ann").take(MOST)).isTrue();
        assertThat(budget.open("ann").take(1_000)).isTrue();
    }

    @Test
    void releasedBytesMakeRoom() {
        ByteBudget.Share first = budget.open("ann");
        assertThat(first.take(MOST / 2)).isTrue();
        first.resize(MOST / 16); // coded
        ByteBudget.Share second = budget.open("ann");
        assertThat(second.take(MOST / 4)).isTrue();
        assertThat(budget.open("ann").take(MOST / 4)).isFalse();
        first.close();
        second.close();
        first.close();
        budget.open("ann").take(1 << 20);
        assertThat(budget.open("ann").take(MOST / 4)).isTrue();
    }

    @Test
    void aShareIsReleasedEvenIfItsResponseEndedBefore() {
        // given
        List<Handler<?>> handlers = new ArrayList<>();
        ByteBudget.Share share = budget.open("ann", context(false, handlers));
        assertThat(share.take(MOST / 2)).isTrue();

        // when
        handlers.forEach(handler -> handler.handle(null));
        budget.open("ann", context(true, handlers)).take(MOST / 2);

        // then
        assertThat(budget.taken()).isZero();
    }

    private static RoutingContext context(boolean closed, List<Handler<?>> handlers) {
        HttpServerResponse response = stub(HttpServerResponse.class, (method, arguments) -> closed);
        return stub(RoutingContext.class, (method, arguments) -> {
            if (method.equals("response")) {
                return response;
            }
            handlers.add((Handler<?>) arguments[0]);
            return 1;
        });
    }

    private static <T> T stub(Class<T> type, BiFunction<String, Object[], Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.apply(method.getName(), arguments)));
    }

    @Test
    void aClosedShareCountsNothing() {
        ByteBudget.Share gone = budget.open("ann");
        gone.close();
        assertThat(gone.take(MOST / 2)).isTrue();
        assertThat(budget.open("ann").take(MOST / 2)).isTrue();
    }
}

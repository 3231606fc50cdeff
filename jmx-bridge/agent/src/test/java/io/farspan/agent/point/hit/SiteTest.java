package io.farspan.agent.point.hit;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.point.condition.Parser;
import io.farspan.agent.point.condition.Register;
import io.farspan.agent.point.spec.PointSpec;

import static org.assertj.core.api.Assertions.assertThat;

class SiteTest {

    private static final String LOG =
            "{\"kind\":\"log\",\"class\":\"shop.Orders\",\"line\":1,\"message\":\"hit\",\"rate\":3,\"hits\":5}";
    private static final String COUNTER = "{\"kind\":\"counter\",\"class\":\"shop.Orders\",\"line\":1}";
    private static final Rendering HIT = Rendering.message(List.of(), List.of("hit"), List.of(), 1_000);

    private final AtomicLong now = new AtomicLong();
    private final List<String> records = new ArrayList<>();

    @Test
    void hitsKeepToTheRateAndToTheirNumber() {
        // given
        Hits hits = hits(LOG);
        Site site = new Site(hits, null, HIT);

        // then
        assertThat(come(site, 10)).isEqualTo(3);
        hits.refill(TimeUnit.MILLISECONDS.toNanos(300));
        site.refresh();
        assertThat(come(site, 10)).isZero();
        hits.refill(TimeUnit.MILLISECONDS.toNanos(50));
        site.refresh();
        assertThat(come(site, 10)).isEqualTo(1);
        hits.refill(TimeUnit.SECONDS.toNanos(60));
        site.refresh();
        assertThat(come(site, 10)).isEqualTo(1);
        assertThat(hits.isUsedUp()).isTrue();
        assertThat(hits.total()).isEqualTo(5);
    }

    @Test
    void nothingComesThroughARemovedOrPausingSite() {
        // given
        Hits hits = hits(COUNTER);
        Site site = new Site(hits, null, null);

        // when
        come(site, 1);
        site.pause(true);
        come(site, 10);
        site.pause(false);
        site.measure(true);
        come(site, 1);
        site.remove();
        site.refresh();
        site.measure(false);
        come(site, 10);

        // then
        assertThat(hits.total()).isEqualTo(2);
    }

    @Test
    void aClosedSiteHasNoRoomForFurtherVariables() {
        // given
        Site site = new Site(hits(COUNTER), null, null);

        // then
        assertThat(site.room(3)).hasSize(3);
        site.pause(true);
        assertThat(site.room(3)).isNull();
    }

    @Test
    void aFailureIsCountedAndSaidOnceInFiveMinutes() {
        // given
        Hits hits = hits(COUNTER);
        Site site = new Site(hits, condition("x.missing == 1"), null);

        // when
        come(site, 10);
        now.addAndGet(Complaints.PAUSE - 1);
        come(site, 10);

        // then
        assertThat(hits.failed()).isEqualTo(20);
        assertThat(records).hasSize(1);
        assertThat(records.get(0))
                .contains("the point shop.Orders:1 cannot be evaluated: a java.lang.String has no field 'missing'");

        // when
        now.addAndGet(1);
        come(site, 10);

        // then
        assertThat(records).hasSize(2);
        assertThat(hits.problem()).startsWith("a java.lang.String has no field");
    }

    @Test
    void whatCostsTooMuchPausesForAWhile() {
        // given
        Hits costly = hits(COUNTER);
        Hits cheap = hits(COUNTER);
        Site first = new Site(costly, condition("x.contains('z')"), null);
        Site second = new Site(cheap, null, null);
        Budget budget = new Budget(Budget.ALLOWED, 2, 0);
        long time = 0;

        // when
        String text = "x".repeat(60_000);
        for (int i = 0; i < 100 && costly.problem().isEmpty(); i++) {
            time += budget.step(List.of(first, second), time);
            for (int j = 0; j < 200; j++) {
                first.begin(0, 0, text, null);
            }
            second.begin(0, 0, text, null);
        }

        // then
        assertThat(costly.problem()).contains("1.0 % are allowed, so that this one misses hits for a while");
        long paused = first.takeEvaluated();
        first.begin(0, 0, "z", null);
        assertThat(costly.total()).isZero();
        assertThat(cheap.problem()).isEmpty();

        // when
        time += TimeUnit.MINUTES.toNanos(2);
        budget.step(List.of(first, second), time);
        first.begin(0, 0, "z", null);

        // then
        assertThat(paused).isZero();
        assertThat(costly.total()).isEqualTo(1);
    }

    /** Of one evaluation alone at most 5 % are counted here, because the system may have let another thread run. */
    @Test
    void aConditionThatTakesLongIsCountedWithAllOfItUnlessItDoesOnlyOnce() {
        // given
        Hits hits = hits(COUNTER);
        Site site = new Site(hits, condition("x" + ".toUpperCase().toLowerCase()".repeat(30) + " == 'z'"), null);
        Budget budget = new Budget(0.06, 1, 0);
        String text = "x".repeat(60_000);
        long time = budget.step(List.of(site), 0);

        // when
        site.begin(0, 0, text, null);
        for (int i = 0; i < 10; i++) {
            time += budget.step(List.of(site), time);
        }

        // then
        assertThat(hits.problem()).isEmpty();

        // when
        for (int i = 0; i < 200 && hits.problem().isEmpty(); i++) {
            site.begin(0, 0, text, null);
            time += budget.step(List.of(site), time);
        }

        // then
        assertThat(hits.problem()).contains("6.0 % are allowed, so that this one misses hits for a while");
    }

    @Test
    void aPausingPointStaysSoWhenAnotherOneIsSetInItsClass() {
        // given
        Hits costly = hits(COUNTER);
        Site before = new Site(costly, condition("x.contains('z')"), null);
        Budget budget = new Budget(Budget.ALLOWED, 1, 0);
        long time = 0;
        String text = "x".repeat(60_000);
        for (int i = 0; i < 100 && costly.problem().isEmpty(); i++) {
            time += budget.step(List.of(before), time);
            for (int j = 0; j < 200; j++) {
                before.begin(0, 0, text, null);
            }
        }

        // when
        before.remove();
        Site after = new Site(costly, condition("x.contains('z')"), null);
        Site other = new Site(hits(COUNTER), null, null);
        budget.step(List.of(after, other), time);
        after.begin(0, 0, "z", null);

        // then
        assertThat(costly.problem()).contains("so that this one misses hits for a while");
        assertThat(costly.total()).isZero();

        // when
        budget.step(List.of(after, other), time + TimeUnit.MINUTES.toNanos(2));
        after.begin(0, 0, "z", null);

        // then
        assertThat(costly.total()).isEqualTo(1);
    }

    @Test
    void aMethodIsMeasuredWhenItsConditionHolds() {
        // given
        Hits hits = hits("{\"kind\":\"timing\",\"class\":\"shop.Orders\",\"method\":\"place\"}");
        Site site = new Site(hits, condition("p > 1"), null);

        // when
        site.exit(site.enter(1, 0, null, null));
        site.exit(site.enter(2, 0, null, null));
        site.measure(true);
        site.exit(site.enter(1, 0, null, null));
        site.exit(site.enter(2, 0, null, null));
        long began = site.enter(2, 0, null, null);
        site.remove();
        site.exit(began);

        // then
        assertThat(hits.total()).isEqualTo(3);
        assertThat(site.enter(2, 0, null, null)).isZero();
    }

    private int come(Site site, int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            @Nullable Object[] room = site.begin(0, 0, "text", null);
            site.end(room);
            taken += room == null ? 0 : 1;
        }
        return taken;
    }

    private static Expression condition(String text) {
        return Parser.condition(text, name -> name.equals("p") ? Register.whole(false) : Register.object(false));
    }

    private Hits hits(String json) {
        return new Hits(
                "1",
                PointSpec.parse(json),
                Clock.systemUTC(),
                now::get,
                event -> event.forEach(record -> records.add(new String(record, StandardCharsets.UTF_8))));
    }
}

package io.farspan.telemetry.follow;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.problem.Problem;
import io.farspan.telemetry.store.Appending;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogArrivals;
import io.farspan.telemetry.store.StoredLog;
import io.farspan.telemetry.store.TestTelemetryStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Followers of what arrives in a real PostgreSQL, step by step. */
class ApplicationFollowersTest {

    private static final Instant NOW = Instant.now();

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final LogArrivals arrivals = TestTelemetryStore.arrivalsIn(DATABASE);
    private final Appending appending = new Appending(TestTelemetryStore.in(DATABASE));
    private final ApplicationFollowers followers = new ApplicationFollowers("shop", arrivals);
    private final AtomicLong nanoTime = new AtomicLong();
    private int expensive;

    /** The messages, and what else is sent in brackets. */
    private static final class Plain implements Rendering {

        @Override
        public List<byte[]> records(List<StoredLog> records, List<FollowCursor> cursors) {
            List<byte[]> pieces = new ArrayList<>();
            for (int index = 0; index < records.size(); index++) {
                pieces.add(bytes(records.get(index).message()));
            }
            return pieces;
        }

        @Override
        public byte[] place(FollowCursor place) {
            return bytes("[place]");
        }

        @Override
        public byte[] end(FollowCursor place, Problem why) {
            return bytes("[end " + why.code() + "]");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Somebody who reads as much as they ask for. */
    private final class Reader {
        private final Follower follower;
        private final AssertSubscriber<byte[]> pieces;
        private final List<String> read = new CopyOnWriteArrayList<>();

        Reader(FollowCursor place, long demand) {
            this(place, demand, new ArrayDeque<>());
        }

        Reader(FollowCursor place, long demand, Queue<byte[]> first) {
            this.follower = new Follower(
                    new Following(
                            "shop",
                            Optional.empty(),
                            first,
                            (record, deadline) -> wanted(record.message()),
                            new Plain(),
                            new ByteBudget(64 << 20).open("reader")),
                    place,
                    nanoTime::get);
            this.pieces = Multi.createFrom()
                    .<byte[]>emitter(
                            out -> {
                                follower.begin(out);
                                followers.add(follower);
                            },
                            BackPressureStrategy.BUFFER)
                    .invoke(follower::sent)
                    .invoke(piece -> read.add(new String(piece, StandardCharsets.UTF_8)))
                    .subscribe()
                    .withSubscriber(AssertSubscriber.create(demand));
        }
    }

    private boolean wanted(String message) {
        if (message.contains("expensive")) {
            expensive++;
            nanoTime.addAndGet(Follower.LONGEST_SEARCH.toNanos() + 1);
        }
        if (message.equals("deep")) {
            throw new StackOverflowError("of an expression");
        }
        return !message.contains("unwanted");
    }

    @Test
    void whatFailsForOneEndsThatOneOnly() {
        // given
        Reader one = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.step();

        // when
        appending.append("aws1/i-1", NOW, "deep");
        followers.step();
        Reader two = new Reader(arrivals.now(), Long.MAX_VALUE);
        appending.append("aws1/i-1", NOW, "next");
        followers.step();
        followers.step();

        // then
        assertThat(one.read).containsExactly("[place]", "[end INTERNAL]");
        assertThat(two.read).containsExactly("[place]", "next");
    }

    @Test
    void allWhoFollowReadWhatArrivesAndWantedIsOnlyWhatTheyWant() {
        // given
        Reader one = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.step();
        Reader two = new Reader(arrivals.now(), Long.MAX_VALUE);

        // when
        appending.append("aws1/i-1", NOW, "a", "unwanted", "b");
        followers.step();
        appending.append("aws1/i-1", NOW, "c");
        followers.step();
        followers.step();

        // then
        assertThat(one.read).containsExactly("[place]", "a", "b", "c");
        assertThat(two.read).containsExactly("[place]", "a", "b", "c");
    }

    @Test
    void whoComesBackReadsWhatTheyMissedOnce() {
        // given
        Reader there = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.step();
        FollowCursor place = there.follower.place();
        appending.append("aws1/i-1", NOW, "missed");
        followers.step();
        Reader back = new Reader(place, Long.MAX_VALUE);

        // when
        appending.append("aws1/i-1", NOW, "new");
        followers.step();
        followers.step();
        appending.append("aws1/i-1", NOW, "newer");
        followers.step();

        // then
        assertThat(back.read).containsExactly("[place]", "missed", "new", "newer");
        assertThat(there.read).containsExactly("[place]", "missed", "new", "newer");
    }

    @Test
    void whoComesBackFromAnotherRouterIsNotSentBackWhileTheFrontIsBehind() {
        // given: of what has arrived this router has read a part
        ApplicationFollowers behind = new ApplicationFollowers("shop", arrivals, 1);
        Reader there = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.remove(there.follower);
        behind.add(there.follower);
        behind.step();
        appending.append("aws1/i-1", NOW, many("a"));
        appending.append("aws1/i-1", NOW, many("b"));
        behind.step();
        appending.append("aws1/i-1", NOW, "c");

        // when: another had read all of it
        Reader back = new Reader(arrivals.now(), Long.MAX_VALUE);
        behind.add(back.follower);
        for (int step = 0; step < 5; step++) {
            behind.step();
        }

        // then
        assertThat(back.read).containsExactly("[place]");
        assertThat(there.read).hasSize(1 + 2 * 3_000 + 1).endsWith("c").doesNotHaveDuplicates();
    }

    private static String[] many(String name) {
        return IntStream.range(0, 3_000).mapToObj(number -> name + number).toArray(String[]::new);
    }

    @Test
    void whoReadsSlowlyHoldsUpNobodyAndMissesNothing() {
        // given
        Reader slow = new Reader(arrivals.now(), 1);
        Reader fast = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.step();
        String large = "x".repeat((int) Follower.HIGH);

        // when: more arrives than may wait
        for (int batch = 0; batch < 5; batch++) {
            appending.append("aws1/i-1", NOW, large + batch);
            followers.step();
        }

        // then
        assertThat(fast.read).hasSize(6);
        assertThat(slow.follower.hasRoom()).isFalse();

        // when: they read on
        slow.pieces.request(100);
        for (int step = 0; step < 10; step++) {
            followers.step();
        }

        // then
        assertThat(slow.read).containsExactlyElementsOf(fast.read);
    }

    @Test
    void whoReadsNothingForAMinuteIsLetGoAndToldSo() {
        // given
        Reader stuck = new Reader(arrivals.now(), 0);
        appending.append("aws1/i-1", NOW, "a");
        followers.step();

        // when
        nanoTime.addAndGet(ApplicationFollowers.STALLED.plusSeconds(1).toNanos());
        followers.step();
        stuck.pieces.request(10);

        // then
        assertThat(stuck.read).containsExactly("[place]", "a", "[end TOO_MUCH]");
        stuck.pieces.assertCompleted();
    }

    @Test
    void whoseExpressionTakesLongIsLetGoBecauseOthersWait() {
        // given
        Reader reader = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.step();

        // when
        appending.append("aws1/i-1", NOW, "expensive");
        followers.step();
        followers.step();

        // then
        assertThat(reader.read).containsExactly("[place]", "[end TOO_MUCH]");
        assertThat(expensive).as("it is asked once").isEqualTo(1);
    }

    @Test
    void whatIsSentFirstIsCountedAndWhoDoesNotReadItIsLetGo() {
        // given
        Queue<byte[]> first = new ArrayDeque<>(List.of("old".getBytes(StandardCharsets.UTF_8)));
        Reader reader = new Reader(arrivals.now(), 0, first);
        followers.step();

        // then
        assertThat(first).isEmpty();
        assertThat(reader.follower.stalled()).isZero();

        // when
        nanoTime.addAndGet(
                ApplicationFollowers.STALLED.plus(Duration.ofSeconds(1)).toNanos());
        followers.step();
        appending.append("aws1/i-1", NOW, "new");
        followers.step();
        reader.pieces.request(Long.MAX_VALUE);

        // then
        assertThat(reader.read).containsExactly("old", "[place]", "[end TOO_MUCH]");
    }

    @Test
    void credentialsAreCheckedAgainAfterAnHourAndSilenceIsBroken() {
        // given
        Reader reader = new Reader(arrivals.now(), Long.MAX_VALUE);
        followers.step();

        // when
        nanoTime.addAndGet(Follower.SILENCE.toNanos());
        followers.step();
        nanoTime.addAndGet(
                ApplicationFollowers.LONGEST.plus(Duration.ofSeconds(1)).toNanos());
        followers.step();

        // then
        assertThat(reader.read).containsExactly("[place]", "[place]", "[end UNAUTHENTICATED]");
    }

    @Test
    void aPlaceThatIsNoLongerKnownEndsWithTheReason() {
        // given
        Reader reader = new Reader(FollowCursor.parse("900000000:900000000:"), Long.MAX_VALUE);

        // when
        followers.step();

        // then
        assertThat(reader.read).containsExactly("[place]", "[end MALFORMED_REQUEST]");
    }
}

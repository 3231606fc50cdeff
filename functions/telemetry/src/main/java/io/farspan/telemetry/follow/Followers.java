package io.farspan.telemetry.follow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogArrivals;

/** All followers at this router: few a person, and not too many in all. Thread-safe. */
@Singleton
public class Followers {

    /** The most of one person. */
    static final int MOST_OF_ONE = 4;

    /** The most in all. */
    static final int MOST = 64;

    /** The pause between two looks for news of an application that is followed. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final LogArrivals arrivals;
    private final Map<String, ApplicationFollowers> applications = new ConcurrentHashMap<>();
    private final Map<String, Integer> people = new HashMap<>();
    private final Duties duties = new Duties("farspan-telemetry-follow", 2);
    private int all;

    @Inject
    Followers(LogArrivals arrivals) {
        this.arrivals = arrivals;
    }

    void start(@Observes StartupEvent event, Store database, Applications names) {
        if (database.isConfigured()) {
            names.names().forEach(this::begin);
        }
    }

    /** Begins to look for news of an application whenever somebody follows it. */
    void begin(String application) {
        ApplicationFollowers followers = new ApplicationFollowers(application, arrivals);
        applications.put(application, followers);
        duties.begin("following the logs of " + application, Schedule.every(PAUSE), followers::step);
    }

    /**
     * Takes a seat, to be closed when the connection is.
     *
     * @throws FarspanException {@code TOO_MUCH} when all that this person or all together may have are taken
     */
    public Seat seat(String person) {
        enter(person);
        return new Seat(person);
    }

    /** One of the seats. */
    public final class Seat implements AutoCloseable {

        private final String person;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Seat(String person) {
            this.person = person;
        }

        /** What somebody follows, from now on or from a place, until they cancel it or it ends with a last piece. */
        public Uni<Multi<byte[]>> follow(Following following) {
            ApplicationFollowers followers = applications.get(following.application());
            if (followers == null) {
                throw new FarspanException(
                        ProblemCode.NOT_FOUND,
                        "The logs of '" + following.application() + "' cannot be followed here.");
            }
            return Uni.createFrom()
                    .item(() -> following.after().orElseGet(arrivals::now))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .map(place -> follow(followers, following, place));
        }

        private Multi<byte[]> follow(ApplicationFollowers followers, Following following, FollowCursor place) {
            return Multi.createFrom().deferred(() -> {
                Follower follower = new Follower(following, place, System::nanoTime);
                return Multi.createFrom()
                        .<byte[]>emitter(
                                out -> {
                                    follower.begin(out);
                                    if (!closed.get()) {
                                        followers.add(follower);
                                    }
                                },
                                BackPressureStrategy.BUFFER)
                        .invoke(follower::sent)
                        .onTermination()
                        .invoke(() -> followers.remove(follower));
            });
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                leave(person);
            }
        }
    }

    private synchronized void enter(String person) {
        if (people.getOrDefault(person, 0) >= MOST_OF_ONE || all >= MOST) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "A person may follow logs " + MOST_OF_ONE + " times at the same time, and all people together "
                            + MOST + " times. End one that you no longer read.");
        }
        people.merge(person, 1, Integer::sum);
        all++;
    }

    private synchronized void leave(String person) {
        people.computeIfPresent(person, (name, count) -> count > 1 ? count - 1 : null);
        all--;
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}

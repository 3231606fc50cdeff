package io.farspan.telemetry.follow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jboss.logging.Logger;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.ArrivedLogs;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogArrivals;

/**
 * The followers of an application. Each step reads what has arrived once, for all who are at the front; who is behind, having
 * come back or reading slowly, is given what they are missing piece by piece until they are at the front.
 */
final class ApplicationFollowers {

    private static final Logger LOG = Logger.getLogger(ApplicationFollowers.class);

    /** After so long without reading anything a follower is let go. */
    static final Duration STALLED = Duration.ofMinutes(1);

    /** How long somebody follows before they have to show their credentials again. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** The pieces of news of a step; the rest comes in the next one. */
    private static final int MOST_PIECES = 20;

    /** How long those who are behind are served in one step, which the others wait for. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(2);

    private final String application;
    private final LogArrivals arrivals;
    private final int mostPieces;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private Optional<FollowCursor> front = Optional.empty();
    private int turn;

    ApplicationFollowers(String application, LogArrivals arrivals) {
        this(application, arrivals, MOST_PIECES);
    }

    ApplicationFollowers(String application, LogArrivals arrivals, int mostPieces) {
        this.mostPieces = mostPieces;
        this.application = application;
        this.arrivals = arrivals;
    }

    void add(Follower follower) {
        followers.add(follower);
    }

    void remove(Follower follower) {
        followers.remove(follower);
    }

    /** Gives everybody what has arrived for them. */
    synchronized void step() {
        List<Follower> present = List.copyOf(followers);
        if (present.isEmpty()) {
            front = Optional.empty();
            return;
        }
        present.forEach(this::endIfDue);
        try {
            advance(present).ifPresent(end -> catchUp(present, end));
        } finally {
            present.forEach(Follower::breakSilence); // also without a database, or proxies close the connections
        }
    }

    /**
     * Moves the front to what is stored now. Nothing when that was more than a step's; otherwise where it is, a snapshot of
     * this step: later than every place that was known before it began, so that who came back with one goes no way back.
     */
    private Optional<FollowCursor> advance(List<Follower> present) {
        FollowCursor at = front.isPresent() ? front.get() : arrivals.now();
        for (int piece = 0; piece < mostPieces; piece++) {
            FollowCursor from = at;
            ArrivedLogs news = news(from);
            present.stream()
                    .filter(follower -> follower.place().equals(from))
                    .forEach(follower -> give(follower, news));
            at = news.next();
            front = Optional.of(at);
            if (!news.more() && from.part().isEmpty()) {
                return front;
            }
        }
        return Optional.empty();
    }

    /** Another begins each time, so that nobody who is far behind keeps the others from their turn. */
    private void catchUp(List<Follower> present, FollowCursor end) {
        long began = System.nanoTime();
        turn++;
        for (int index = 0; index < present.size(); index++) {
            catchUp(present.get(Math.floorMod(turn + index, present.size())), end);
            if (System.nanoTime() - began > CATCHING_UP.toNanos()) {
                return;
            }
        }
    }

    /** What is wrong with one's expression or rendering ends that one. */
    private void give(Follower follower, ArrivedLogs news) {
        try {
            follower.take(news);
        } catch (FarspanException e) {
            end(follower, e.problem());
        } catch (RuntimeException | StackOverflowError e) {
            LOG.errorf(e, "%s: what somebody follows could not be given", application);
            end(
                    follower,
                    Problem.of(
                            ProblemCode.INTERNAL,
                            "What arrived could not be given to you; the router's log says why. Follow again after the place"
                                    + " that is given here, with a simpler expression."));
        }
    }

    /** The front itself is forgotten when the database could not be reached for an hour: it begins again. */
    private ArrivedLogs news(FollowCursor from) {
        try {
            return arrivals.after(application, from, Optional.empty());
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.STORE_UNREACHABLE) {
                front = Optional.empty();
            }
            throw e;
        }
    }

    private void catchUp(Follower follower, FollowCursor end) {
        if (follower.place().equals(end) || !follower.hasRoom()) {
            return;
        }
        try {
            give(follower, arrivals.after(application, follower.place(), Optional.of(end)));
        } catch (FarspanException e) {
            if (e.code() == ProblemCode.STORE_UNREACHABLE) {
                throw e;
            }
            end(follower, e.problem());
        }
    }

    private void endIfDue(Follower follower) {
        if (follower.stalled().compareTo(STALLED) > 0) {
            end(
                    follower,
                    Problem.of(
                            ProblemCode.TOO_MUCH,
                            "You have read nothing for " + STALLED.toSeconds()
                                    + " s although records were waiting. Follow again after the place that is given here;"
                                    + " it is known for an hour."));
        } else if (follower.age().compareTo(LONGEST) > 0) {
            end(
                    follower,
                    Problem.of(
                            ProblemCode.UNAUTHENTICATED,
                            "After " + LONGEST.toMinutes()
                                    + " minutes credentials are checked again. Follow again after the place that is given"
                                    + " here."));
        }
    }

    private void end(Follower follower, Problem why) {
        followers.remove(follower);
        follower.end(why);
    }
}

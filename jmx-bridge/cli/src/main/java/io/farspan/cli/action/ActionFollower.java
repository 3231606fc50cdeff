package io.farspan.cli.action;

import java.time.Duration;
import java.util.Optional;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.session.Session;

/**
 * Asks for an action until it has ended. A home that cannot be reached meanwhile is asked again for a minute, because the next
 * one goes on with the action.
 */
final class ActionFollower {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration AWAY = Duration.ofMinutes(1);
    private static final Duration MERGING = Duration.ofSeconds(20);

    private final Session session;
    private final Target target;
    private volatile ActionReport last;

    ActionFollower(Session session, Target target) {
        this.session = session;
        this.target = target;
        this.last = new ActionReport(target, JsonTree.object());
    }

    /** The action once it has ended, or as it is when nothing is to be waited for any more. */
    ActionReport follow(String id) throws Exception {
        return session.during(() -> last.progress(), () -> {
            Duration pause = FIRST;
            boolean known = false;
            boolean merging = false;
            long answered = now();
            long ended = 0;
            while (true) {
                Optional<CommandFailure> failure = ask(id);
                if (failure.isEmpty()) {
                    known = true;
                    answered = now();
                    if (!last.isRunning() && !last.isMerging()) {
                        return last;
                    }
                    ended = merging ? ended : answered;
                    merging = last.isMerging();
                    if (merging && isOver(ended, MERGING)) {
                        return last;
                    }
                } else if (isOver(answered, AWAY)) {
                    throw failure.get();
                }
                if (!session.surroundings().pause().test(pause)) {
                    if (!known && failure.isPresent()) {
                        throw failure.get();
                    }
                    return last;
                }
                pause = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            }
        });
    }

    /** Asks once; a failure that does not pass is thrown. */
    private Optional<CommandFailure> ask(String id) {
        try {
            last = ActionReport.find(session, target, id);
            return Optional.empty();
        } catch (CommandFailure e) {
            if (e.isPassing()) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    private long now() {
        return session.surroundings().nanos().getAsLong();
    }

    /** Whether more time has passed than a limit, waiting for answers included. */
    private boolean isOver(long since, Duration limit) {
        return now() - since > limit.toNanos();
    }
}

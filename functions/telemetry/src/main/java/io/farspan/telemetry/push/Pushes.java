package io.farspan.telemetry.push;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueuedTurns;

/** The pushes that are taken: few at a time, whoever sends them in whatever form, and so much a second for each location. */
@Singleton
public class Pushes {

    /** What is collected needs the other connections to the database, and what is taken is in memory several times. */
    private static final int MOST = 2;

    private final PushRate rate;
    private final QueuedTurns turns = new QueuedTurns(
            "pushes", MOST, task -> Infrastructure.getDefaultWorkerPool().execute(task));

    @Inject
    Pushes(PushConfig config) {
        this.rate = new PushRate(config.maxBytesPerSecond(), System::nanoTime);
    }

    /**
     * Takes a push on a worker when its turn has come. What is not stored because too much comes fails with {@code TOO_MUCH}.
     *
     * @param body uncompresses it
     * @param read reads it
     * @param store stores it
     */
    public <P extends Pushed> Uni<P> take(
            String person, PushTarget target, Supplier<byte[]> body, Function<byte[], P> read, Consumer<P> store) {
        return turns.run(person, () -> {
            byte[] plain = body.get();
            charge(target, plain.length); // before it is read, which costs something, too
            P pushed = read.apply(plain);
            charge(target, Math.max(0, pushed.bytes() - plain.length));
            store.accept(pushed);
            return pushed;
        });
    }

    private void charge(PushTarget target, long bytes) {
        if (bytes > 0 && !rate.take(target, bytes)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "More is pushed for " + target + " than is taken in a second. Send the same again in ten"
                            + " seconds, send less, or raise farspan.telemetry.push.max-bytes-per-second.");
        }
    }
}

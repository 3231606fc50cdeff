package io.farspan.telemetry.scrape;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The scrapes under way. Equal ones are one: two Prometheus servers that scrape the same thing at the same time cost what one
 * does. A person may have few others at a time. Thread-safe.
 */
final class Scrapes {

    /** The most different scrapes of a person: their applications, each perhaps location by location. */
    static final int MOST_OF_ONE = 16;

    /** The most of all people. */
    static final int MOST = 64;

    private final Map<Scrape, UnderWay> underWay = new HashMap<>();
    private final Map<String, Integer> byPerson = new HashMap<>();

    /** A scrape under way, in the name of the person who asked first. */
    private final class UnderWay {

        private final Scrape scrape;
        private final String person;
        private final Uni<byte[]> answer;

        UnderWay(Scrape scrape, String person, Supplier<Uni<byte[]>> work) {
            this.scrape = scrape;
            this.person = person;
            this.answer = Uni.createFrom()
                    .deferred(work::get)
                    .onTermination()
                    .invoke(() -> end(this))
                    .memoize()
                    .indefinitely();
        }
    }

    /** The answer to a scrape: that of an equal one under way, or of {@code work}. Fails with {@code TOO_MUCH} at the limit. */
    Uni<byte[]> answer(Scrape scrape, String person, Supplier<Uni<byte[]>> work) {
        return Uni.createFrom().deferred(() -> begin(scrape, person, work).answer);
    }

    private synchronized UnderWay begin(Scrape scrape, String person, Supplier<Uni<byte[]>> work) {
        UnderWay equal = underWay.get(scrape);
        if (equal != null) {
            return equal;
        }
        int own = byPerson.getOrDefault(person, 0);
        if (own >= MOST_OF_ONE || underWay.size() >= MOST) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    own >= MOST_OF_ONE
                            ? person + " has " + MOST_OF_ONE + " different scrapes under way, the most for one person."
                                    + " They end within their timeouts; scrape less at the same time."
                            : MOST + " different scrapes are under way, the most for all people. They end within their"
                                    + " timeouts; try again then.");
        }
        UnderWay begun = new UnderWay(scrape, person, work);
        underWay.put(scrape, begun);
        byPerson.put(person, own + 1);
        return begun;
    }

    private synchronized void end(UnderWay ended) {
        if (underWay.remove(ended.scrape, ended)) {
            byPerson.computeIfPresent(ended.person, (name, count) -> count > 1 ? count - 1 : null);
        }
    }
}

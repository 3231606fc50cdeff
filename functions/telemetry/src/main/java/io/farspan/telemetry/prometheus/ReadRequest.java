package io.farspan.telemetry.prometheus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.wire.ProtoReader;

/**
 * What Prometheus asks for.
 *
 * @param queries the queries, each answered for itself
 * @param type the form of the answer
 * @see <a href="https://github.com/prometheus/prometheus/blob/main/prompb/remote.proto">Prometheus, remote.proto</a>
 */
record ReadRequest(List<Query> queries, ResponseType type) {

    private static final int MOST_QUERIES = 10;
    private static final int MOST_MATCHERS = 50;
    private static final int MOST_TYPES = 10;
    private static final int QUERIES = 1;
    private static final int TYPES = 2;

    /**
     * A query.
     *
     * @param from the earliest time
     * @param to the latest time
     * @param matchers the conditions on labels, all of which hold
     */
    record Query(Instant from, Instant to, List<LabelMatcher> matchers) {
        private static final int FROM = 1;
        private static final int TO = 2;
        private static final int MATCHERS = 3;
        private static final long LATEST = Instant.parse("2262-01-01T00:00:00Z").toEpochMilli();

        static Query read(ProtoReader in, MatchTime time) {
            long from = 0;
            long to = 0;
            List<LabelMatcher> matchers = new ArrayList<>();
            for (int field = in.field(); field != 0; field = in.field()) {
                switch (field) {
                    case FROM -> from = in.number();
                    case TO -> to = in.number();
                    case MATCHERS -> {
                        require(matchers.size() < MOST_MATCHERS, MOST_MATCHERS + " matchers a query");
                        matchers.add(matcher(in.message(), time));
                    }
                    default -> in.skip();
                }
            }
            return new Query(instant(from), instant(to), matchers);
        }

        private static Instant instant(long millis) {
            return Instant.ofEpochMilli(Math.max(0, Math.min(LATEST, millis)));
        }
    }

    private static LabelMatcher matcher(ProtoReader in, MatchTime time) {
        long operator = 0;
        String name = "";
        String value = "";
        for (int field = in.field(); field != 0; field = in.field()) {
            switch (field) {
                case 1 -> operator = in.number();
                case 2 -> name = in.text();
                case 3 -> value = in.text();
                default -> in.skip();
            }
        }
        // The order of the constants is that of the numbers in types.proto.
        if (operator < 0 || operator >= LabelMatcher.Operator.values().length) {
            throw new IllegalArgumentException("A matcher's type must be EQ, NEQ, RE or NRE");
        }
        return new LabelMatcher(name, LabelMatcher.Operator.values()[(int) operator], value, time);
    }

    /**
     * The request in a message.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}, and {@code TOO_MUCH} for too many queries or matchers
     */
    static ReadRequest read(byte[] message) {
        try {
            return read(new ProtoReader(message), new MatchTime());
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, e.getMessage() + ".", e);
        }
    }

    private static ReadRequest read(ProtoReader in, MatchTime time) {
        List<Query> queries = new ArrayList<>();
        List<Long> types = new ArrayList<>();
        for (int field = in.field(); field != 0; field = in.field()) {
            switch (field) {
                case QUERIES -> {
                    require(queries.size() < MOST_QUERIES, MOST_QUERIES + " queries a request");
                    queries.add(Query.read(in.message(), time));
                }
                case TYPES -> {
                    if (in.isPacked()) {
                        for (ProtoReader packed = in.message(); packed.hasMore(); ) {
                            add(types, packed.packed());
                        }
                    } else {
                        add(types, in.number());
                    }
                }
                default -> in.skip();
            }
        }
        return new ReadRequest(
                queries,
                ResponseType.of(types)
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "The response types are SAMPLES and STREAMED_XOR_CHUNKS, and the request accepts neither")));
    }

    private static void add(List<Long> types, long type) {
        if (types.size() < MOST_TYPES) {
            types.add(type);
        }
    }

    private static void require(boolean holds, String most) {
        if (!holds) {
            throw new FarspanException(ProblemCode.TOO_MUCH, "At most " + most + " are read.");
        }
    }
}

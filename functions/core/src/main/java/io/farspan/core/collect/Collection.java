package io.farspan.core.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.farspan.plugin.PluginContext;
import io.farspan.plugin.PluginInstance;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamName;

/**
 * One call of {@link CollectPlugin}. Each agent is asked at once for its list, to drop what is durable, and for a share of
 * each stream that home knows, so that an instance that hangs holds up no other's records. What room is left then goes to
 * the streams that have more, the same to each.
 */
final class Collection {

    /** Of the answer, what base64 leaves to frames. */
    private static final double FRAMES_SHARE = 0.75;

    /** What a batch takes in the answer beside its block. */
    private static final int BATCH_HEAD = 700;

    /** A smaller share of a stream is not worth asking for. */
    private static final int LEAST_SHARE = 8 << 10;

    /** The most streams of one instance; each takes two requests. */
    private static final int MOST_STREAMS = 400;

    /** Problems may take so much of the answer, of which each takes about {@link #PROBLEM_SIZE}. */
    private static final int PROBLEMS_SHARE = 8;

    private static final int PROBLEM_SIZE = 1_000;

    /** With less time than this, no agent is asked a second time. */
    private static final Duration WORTHWHILE = Duration.ofMillis(300);

    private final PluginContext context;
    private final CollectCall call;
    private final boolean resumes;
    private final Map<InstanceId, Problem> problems = new TreeMap<>();
    private final Clocks clocks = new Clocks();
    private final List<StreamReading> readings = new ArrayList<>();
    private final StreamEnds ends;
    private final Set<InstanceId> withoutAgent = new TreeSet<>();
    private int room;
    private boolean askedOnce = true;

    Collection(PluginContext context, CollectCall call) {
        this(context, call, false);
    }

    /** A reading that, if it {@code resumes}, begins where each agent was told that its records are held. */
    Collection(PluginContext context, CollectCall call, boolean resumes) {
        this.context = context;
        this.call = call;
        this.resumes = resumes;
        this.ends = new StreamEnds(call.ends());
        this.room = (int) (call.maxBytes() * FRAMES_SHARE * (PROBLEMS_SHARE - 1) / PROBLEMS_SHARE);
    }

    /** A request to an agent to read from a stream, and where its response is. */
    private record Ask(StreamName name, Checkpoint checkpoint, int index) {}

    CollectAnswer run() {
        askAll();
        askForMore();
        boolean left = readings.stream().anyMatch(StreamReading::hasMore);
        List<StreamBatch> batches = new ArrayList<>();
        int heads = 0;
        for (StreamReading reading : byNeed()) {
            if (reading.hasNews() && (reading.size() > 0 || heads < room)) {
                batches.add(reading.batch());
                heads += reading.size() > 0 ? 0 : BATCH_HEAD;
            }
        }
        return new CollectAnswer(
                batches,
                left,
                few(problems, call.maxBytes() / PROBLEMS_SHARE / PROBLEM_SIZE),
                clocks.readings(),
                ends.of(readings),
                withoutAgent);
    }

    /** Those with records first; of the others, what is known goes as far as there is room. */
    private List<StreamReading> byNeed() {
        return readings.stream()
                .sorted(Comparator.comparing((StreamReading reading) -> reading.size() == 0))
                .toList();
    }

    private void askAll() {
        Map<InstanceId, List<RawJson>> requests = new LinkedHashMap<>();
        Map<InstanceId, List<Ask>> asks = new LinkedHashMap<>();
        int known = context.instances().stream()
                .mapToInt(instance -> known(instance.id()).size())
                .sum();
        int share = share(known);
        askedOnce = known == 0 || share > 0;
        for (PluginInstance instance : context.instances()) {
            List<RawJson> its = new ArrayList<>(List.of(AgentStreams.list(), AgentStreams.clock()));
            List<Ask> reads = new ArrayList<>();
            known(instance.id()).entrySet().stream().limit(MOST_STREAMS).forEach(stream -> {
                Checkpoint at = stream.getValue();
                its.add(AgentStreams.release(stream.getKey(), at.incarnation(), at.from()));
                if (share > 0) {
                    reads.add(new Ask(stream.getKey(), at, its.size()));
                    its.add(AgentStreams.read(stream.getKey(), at.incarnation(), at.from(), share));
                }
            });
            requests.put(instance.id(), its);
            asks.put(instance.id(), reads);
        }
        clocks.ask();
        List<Outcome> outcomes = new ArrayList<>(ask(requests));
        clocks.answered();
        // A record may be larger than its share, so that not all find room: by chance, so that each gets its turn.
        Collections.shuffle(outcomes);
        asks.values().forEach(Collections::shuffle);
        for (Outcome outcome : outcomes) {
            outcome.problem().ifPresent(problem -> problems.put(outcome.instance(), problem));
            outcome.responses()
                    .ifPresent(responses ->
                            answered(outcome.instance(), responses, asks.getOrDefault(outcome.instance(), List.of())));
        }
    }

    private void answered(InstanceId instance, List<RawJson> responses, List<Ask> asks) {
        Map<StreamName, StreamReading> its = new LinkedHashMap<>();
        try {
            List<AgentStreams.Listed> listed = AgentStreams.listed(responses.get(0));
            ends.listed(instance, listed);
            if (AgentStreams.isWithoutAgent(responses.get(0))) {
                withoutAgent.add(instance);
            }
            if (!listed.isEmpty()) {
                clocks.read(instance, responses.get(1));
            }
            if (listed.size() > MOST_STREAMS) {
                problem(
                        instance,
                        "It offers " + listed.size() + " streams, of which " + MOST_STREAMS
                                + " are read. Let its agent follow fewer files.");
            }
            listed.stream().limit(MOST_STREAMS).forEach(stream -> {
                stream.problem()
                        .ifPresent(what -> problem(instance, "Its stream '" + stream.name() + "': " + what + "."));
                StreamReading reading = new StreamReading(instance, stream, checkpoint(instance, stream));
                if (reading.isBehind()) {
                    problem(
                            instance,
                            "Its stream '" + stream.name() + "' ends at " + stream.next() + ", but home holds"
                                    + " its records up to " + reading.from()
                                    + ". Its spool was put back to an earlier state:"
                                    + " delete it, so that a new incarnation begins.");
                } else {
                    its.putIfAbsent(stream.name(), reading);
                }
            });
            readings.addAll(its.values());
            for (Ask ask : asks) {
                StreamReading reading = its.get(ask.name());
                // A stream that is no longer listed, or starts over, is answered with an error or with other offsets.
                if (reading != null
                        && reading.incarnation().equals(ask.checkpoint().incarnation())) {
                    take(reading, responses.get(ask.index()));
                }
            }
        } catch (AgentStreams.InvalidAnswer e) {
            problem(instance, e.detail());
        }
    }

    /** Asks those that have more for equal shares of the room. */
    private void askForMore() {
        List<StreamReading> hungry =
                new ArrayList<>(readings.stream().filter(StreamReading::hasMore).toList());
        if (hungry.isEmpty() || room < LEAST_SHARE || context.remaining().compareTo(WORTHWHILE) < 0) {
            return;
        }
        // By chance, so that each gets its turn.
        Collections.shuffle(hungry);
        hungry.sort(Comparator.comparing((StreamReading reading) -> !reading.isStarved()));
        Map<StreamReading, Integer> shares = shares(hungry);
        Map<InstanceId, List<StreamReading>> byInstance = new LinkedHashMap<>();
        Map<InstanceId, List<RawJson>> requests = new LinkedHashMap<>();
        shares.forEach((reading, share) -> {
            byInstance
                    .computeIfAbsent(reading.instance(), id -> new ArrayList<>())
                    .add(reading);
            requests.computeIfAbsent(reading.instance(), id -> new ArrayList<>())
                    .add(AgentStreams.read(reading.name(), reading.incarnation(), reading.next(), share));
        });
        for (Outcome outcome : ask(requests)) {
            outcome.problem().ifPresent(problem -> problems.put(outcome.instance(), problem));
            outcome.responses().ifPresent(responses -> {
                List<StreamReading> asked = byInstance.getOrDefault(outcome.instance(), List.of());
                for (int index = 0; index < asked.size(); index++) {
                    takeOrNote(asked.get(index), responses.get(index));
                }
            });
        }
    }

    /**
     * The room in equal parts. Only the first gets what the largest record needs, when its next one is, or may be, too large
     * for a share.
     */
    private Map<StreamReading, Integer> shares(List<StreamReading> hungry) {
        Map<StreamReading, Integer> shares = new LinkedHashMap<>();
        int free = room;
        int streams = hungry.size();
        for (StreamReading reading : hungry) {
            boolean large = shares.isEmpty() && (reading.isStarved() || !askedOnce);
            int share = large
                    ? Math.min(free - BATCH_HEAD, Frames.HEAD + Frames.LARGEST_PAYLOAD)
                    : (int) Math.min(free / streams - BATCH_HEAD, Math.max(LEAST_SHARE, 2 * reading.left()));
            if (share >= LEAST_SHARE && share + BATCH_HEAD <= free) {
                shares.put(reading, share);
                free -= share + BATCH_HEAD;
            }
            streams--;
        }
        return shares;
    }

    private List<Outcome> ask(Map<InstanceId, List<RawJson>> requests) {
        return requests.isEmpty() ? List.of() : context.agents().ask(requests);
    }

    private void takeOrNote(StreamReading reading, RawJson response) {
        try {
            take(reading, response);
        } catch (AgentStreams.InvalidAnswer e) {
            problem(reading.instance(), e.detail());
        }
    }

    private void take(StreamReading reading, RawJson response) throws AgentStreams.InvalidAnswer {
        AgentStreams.Read read = AgentStreams.read(response);
        int head = reading.size() == 0 ? BATCH_HEAD : 0;
        if (reading.take(read, room - head)) {
            room -= head + read.frames().block().length;
        }
    }

    private void problem(InstanceId instance, String detail) {
        problems.putIfAbsent(instance, Problem.of(ProblemCode.INSTANCE_ANSWER_INVALID, detail));
    }

    private int share(int streams) {
        if (streams == 0) {
            return 0;
        }
        int share = (room / 2 - streams * BATCH_HEAD) / streams; // the rest is for those that home does not know yet
        return share < LEAST_SHARE ? 0 : share;
    }

    private Map<StreamName, Checkpoint> known(InstanceId instance) {
        return call.instances().getOrDefault(instance, Map.of());
    }

    private Optional<Checkpoint> checkpoint(InstanceId instance, AgentStreams.Listed stream) {
        return resumes
                ? Optional.of(stream.resumption())
                : Optional.ofNullable(known(instance).get(stream.name()));
    }

    private static Map<InstanceId, Problem> few(Map<InstanceId, Problem> all, int most) {
        Map<InstanceId, Problem> few = new TreeMap<>();
        all.entrySet().stream().limit(most).forEach(entry -> few.put(entry.getKey(), entry.getValue()));
        return few;
    }
}

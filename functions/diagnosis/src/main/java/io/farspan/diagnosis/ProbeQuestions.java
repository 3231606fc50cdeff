package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.probe.ProbeCall;
import io.farspan.provider.map.MapHead;

/** What functions are asked in the probes of one application. For the watch's thread. */
final class ProbeQuestions {

    private static final int MOST_PEERS = 5;

    /** The filler of a probe that does not fit into a small packet; no more of it is sent than is needed. */
    private static final String FILLER = "x".repeat(1_460);

    private final String application;
    private final Optional<String> self;
    private final DiagnosisConfig config;
    private final Indicators indicators;
    private final Attention attention;
    private final LargeProbes large;

    /** @param self the location of this router, if it has one */
    ProbeQuestions(
            String application,
            Optional<String> self,
            DiagnosisConfig config,
            Indicators indicators,
            Attention attention,
            LargeProbes large) {
        this.application = application;
        this.self = self;
        this.config = config;
        this.indicators = indicators;
        this.attention = attention;
        this.large = large;
    }

    /** The question to one location. While all is well it is brief, and only sometimes padded. */
    ProbeCall to(
            LocationObservations observed,
            Collection<LocationObservations> all,
            Optional<Facts> facts,
            MapHead current,
            Indicators.Asked asked,
            boolean relayed) {
        List<String> suspects = new ArrayList<>();
        List<String> next = new ArrayList<>();
        List<String> first = new ArrayList<>();
        for (LocationObservations other : all) {
            if (!other.location.equals(observed.location)) {
                boolean suspect = facts.flatMap(known -> known.of(other.location))
                        .map(other::suspect)
                        .orElse(false);
                (suspect ? suspects : other.location.compareTo(observed.location) > 0 ? next : first)
                        .add(other.location);
            }
        }
        // Each function tries those that follow it, so that every location has witnesses however many there are.
        List<String> peers = new ArrayList<>(suspects);
        peers.addAll(next);
        peers.addAll(first);
        ProbeCall question = new ProbeCall(
                application,
                indicators.requests(asked),
                peers.subList(0, Math.min(MOST_PEERS, peers.size())),
                suspects,
                true,
                config.timeout().toMillis(),
                current.generation(),
                self,
                padding(observed, relayed));
        return attention.isSuspected() || relayed ? question : question.briefly();
    }

    /** Whether agents are asked about their heartbeats: under suspicion, or when home misses one. */
    boolean asksForHeartbeats(LocationObservations observed) {
        return attention.isSuspected() || observed.heartbeats.isAnyLate(System.nanoTime());
    }

    /**
     * Pads the request beyond a small packet. While all is well only some are padded: that is enough to detect a link that
     * loses large packets, and keeps the traffic small.
     */
    private String padding(LocationObservations observed, boolean relayed) {
        boolean due = relayed
                ? attention.isSuspected()
                : large.take(observed.location, attention.period(), System.nanoTime()) || attention.isSuspected();
        return due ? FILLER : "";
    }

    /** Records that a direct probe was answered. */
    void answered(LocationObservations observed, ProbeCall question) {
        if (!question.padding().isEmpty()) {
            large.answered(observed.location);
        }
    }
}

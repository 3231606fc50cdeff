package io.farspan.protocol.probe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Stage;

/**
 * One attempt to reach something.
 *
 * @param target an instance's id, or a location for its function
 * @param ending how it ended
 * @param stage where it failed, if it did; of a service that was reached, how far that went: {@link Stage#TCP} when it
 *     merely took the connection, {@link Stage#HTTP} when it answered
 * @param connectMs how long TCP and TLS took: the link's time
 * @param tookMs how long all of it took; less {@code connectMs} it is the target's own time
 * @param detail what failed, as a sentence
 * @param responses what an instance answered to the probe's Jolokia requests
 * @param service the result of trying an instance's service endpoint, whose target is its address; empty when the map names
 *     none, and from a release that does not try it
 */
public record Reach(
        String target,
        Ending ending,
        Optional<Stage> stage,
        double connectMs,
        double tookMs,
        Optional<String> detail,
        Optional<List<RawJson>> responses,
        Optional<Reach> service) {

    public Reach {
        Objects.requireNonNull(target, "target is required");
        Objects.requireNonNull(ending, "ending is required");
        service = service == null ? Optional.empty() : service;
    }

    /** How an attempt ended. */
    public enum Ending {
        /** The target answered. */
        REACHED,
        /** The target's address refused: the network path works. */
        REFUSED,
        /** Nothing came back in time. */
        SILENT,
        /** It was not tried: the function may not reach the address, or was too busy. */
        NOT_TRIED
    }

    /** A success. */
    public static Reach reached(String target, double connectMs, double tookMs) {
        return new Reach(
                target,
                Ending.REACHED,
                Optional.empty(),
                connectMs,
                tookMs,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A failure. */
    public static Reach failed(String target, Ending ending, Stage stage, double tookMs, String detail) {
        return new Reach(
                target, ending, Optional.of(stage), 0, tookMs, Optional.of(detail), Optional.empty(), Optional.empty());
    }

    /** The same with the instance's responses. */
    public Reach saying(List<RawJson> said) {
        return new Reach(target, ending, stage, connectMs, tookMs, detail, Optional.of(said), service);
    }

    /** The same, with the stage that was reached. */
    public Reach at(Stage reached) {
        return new Reach(target, ending, Optional.of(reached), connectMs, tookMs, detail, responses, service);
    }

    /** The same with the result of trying the instance's service. */
    public Reach with(Reach tried) {
        return new Reach(target, ending, stage, connectMs, tookMs, detail, responses, Optional.of(tried));
    }

    /** Whether it was reached. */
    public boolean ok() {
        return ending == Ending.REACHED;
    }
}

package io.farspan.protocol.probe;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

/**
 * The body of {@code POST /v1/probe}: what home wants to know from a location's point of view. All attempts run at the
 * same time, so that it takes little longer than {@code timeoutMs}.
 *
 * <p>While all is well the same is asked every second, and little changes in the answer. A caller that says so
 * ({@code brief}) gets a tag with the full answer, and may ask {@link #again} by that tag alone. A function that does not
 * remember the tag, or is of a release that has none, refuses such a call as malformed, and is then asked in full. It is
 * never asked by a tag that it has not given, so that a function of an earlier release is asked as it always was.
 *
 * @param application the application's name
 * @param requests Jolokia requests to every instance of the location, to learn more than that it is reachable
 * @param peers locations whose functions are to be reached
 * @param foreign locations whose instances are to be reached from here, where the network allows it
 * @param home whether home's router, as the map's {@code _tool} has it, is to be reached
 * @param timeoutMs how long each attempt may take, in milliseconds
 * @param generation the map's generation as the caller knows it
 * @param observer the location of the router that asks, so that others can be told that it is alive
 * @param padding filler that makes the request larger than a small packet, so that a link that loses large ones shows it
 * @param brief whether the caller reads a {@link BriefAnswer}, and needs no unremarkable times
 * @param tag the {@link ProbeAnswer#tag() tag} of an earlier answer, which stands for the call that it answered
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ProbeCall(
        String application,
        List<RawJson> requests,
        List<String> peers,
        List<String> foreign,
        boolean home,
        long timeoutMs,
        long generation,
        Optional<String> observer,
        String padding,
        boolean brief,
        Optional<String> tag) {

    /** The path of the probe below the function's base. */
    public static final String PATH = "/v1/probe";

    private static final long LONGEST_MS = 20_000;
    private static final int LONGEST_TAG = 64;

    public ProbeCall {
        Names.requireLabel("application", application);
        requests = requests == null ? List.of() : List.copyOf(requests);
        peers = peers == null ? List.of() : List.copyOf(peers);
        foreign = foreign == null ? List.of() : List.copyOf(foreign);
        observer = observer == null ? Optional.empty() : observer;
        padding = padding == null ? "" : padding;
        tag = tag == null ? Optional.empty() : tag;
        observer.ifPresent(location -> Names.requireLabel("observer", location));
        peers.forEach(location -> Names.requireLabel("peer", location));
        foreign.forEach(location -> Names.requireLabel("foreign location", location));
        if (tag.isPresent()) {
            if (tag.get().length() > LONGEST_TAG) {
                throw new IllegalArgumentException("tag must have at most " + LONGEST_TAG + " characters");
            }
        } else if (timeoutMs < 1 || timeoutMs > LONGEST_MS) {
            throw new IllegalArgumentException("timeoutMs must be 1 to " + LONGEST_MS + ", not " + timeoutMs);
        }
    }

    /** A call that is answered in every detail. */
    public ProbeCall(
            String application,
            List<RawJson> requests,
            List<String> peers,
            List<String> foreign,
            boolean home,
            long timeoutMs,
            long generation,
            Optional<String> observer,
            String padding) {
        this(
                application,
                requests,
                peers,
                foreign,
                home,
                timeoutMs,
                generation,
                observer,
                padding,
                false,
                Optional.empty());
    }

    /** The same, for a caller that reads a {@link BriefAnswer} while all is well. */
    public ProbeCall briefly() {
        return new ProbeCall(
                application,
                requests,
                peers,
                foreign,
                home,
                timeoutMs,
                generation,
                observer,
                padding,
                true,
                Optional.empty());
    }

    /** The same by the tag of an answer to it, with this call's filler. */
    public ProbeCall again(String known) {
        return new ProbeCall(
                application,
                List.of(),
                List.of(),
                List.of(),
                false,
                0,
                0,
                Optional.empty(),
                padding,
                false,
                Optional.of(known));
    }

    /** The same with no more filler than makes its JSON form {@code bytes} long. */
    public ProbeCall trimmedTo(int bytes) {
        int more = padding.isEmpty() ? 0 : Math.max(0, bytes - Json.write(filledWith("x")).length + 1);
        return more >= padding.length() ? this : filledWith(padding.substring(0, more));
    }

    /** What is asked: the call without its filler. */
    public ProbeCall question() {
        return padding.isEmpty() ? this : filledWith("");
    }

    private ProbeCall filledWith(String filler) {
        return new ProbeCall(
                application, requests, peers, foreign, home, timeoutMs, generation, observer, filler, brief, tag);
    }
}

package io.farspan.core.probe;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.probe.ProbeCall;

/**
 * The probes that were answered with a tag, so that they can be asked again by it. Nothing depends on what is remembered: a
 * function that has forgotten is asked in full. Safe for use by many threads.
 */
final class Questions {

    private static final int MOST = 512;
    private static final int LONGEST = 8 << 10;

    private final Map<Key, byte[]> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
            return size() > MOST;
        }
    };

    /** A tag is of one application, whose token the caller must have. */
    private record Key(String application, String tag) {}

    /** Remembers what was asked; whether it could, because a question with much text is not worth its place. */
    boolean remember(ProbeCall call, String tag) {
        byte[] question = Json.write(call.question());
        if (question.length > LONGEST) {
            return false;
        }
        synchronized (known) {
            known.put(new Key(call.application(), tag), question);
        }
        return true;
    }

    /** What was asked when the tag was given. */
    Optional<ProbeCall> find(String application, String tag) {
        byte[] question;
        synchronized (known) {
            question = known.get(new Key(application, tag));
        }
        return Optional.ofNullable(question).map(Questions::read);
    }

    private static ProbeCall read(byte[] question) {
        try {
            return Json.wire().readValue(question, ProbeCall.class);
        } catch (IOException e) {
            throw new IllegalStateException("A probe that was written cannot be read", e);
        }
    }
}

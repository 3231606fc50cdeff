package io.farspan.agent.logback;

import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.event.KeyValuePair;

/** The pairs of SLF4J's fluent API, which older versions lack. */
final class KeyValues {

    private KeyValues() {}

    static void of(ILoggingEvent event, Map<String, String> attributes) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                attributes.put(pair.key, String.valueOf(pair.value));
            }
        }
    }
}

package io.farspan.bridge.description;

import java.util.LinkedHashMap;
import java.util.Map;

import io.farspan.protocol.json.RawJson;

/** Descriptions by content, so that MBeans with equal descriptions share one object across views and replicas. */
public final class DescriptionStore {

    private static final int MOST = 20_000;

    private final Map<RawJson, BeanDescription> byContent = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RawJson, BeanDescription> eldest) {
            return size() > MOST;
        }
    };

    /** The description with this JSON. */
    public synchronized BeanDescription of(RawJson written) {
        return byContent.computeIfAbsent(written, content -> DescriptionReader.read(content.tree()));
    }

    /** How many different descriptions are held. */
    public synchronized int size() {
        return byContent.size();
    }
}

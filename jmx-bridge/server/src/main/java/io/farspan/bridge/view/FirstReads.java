package io.farspan.bridge.view;

import java.util.List;
import java.util.Map;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What monitoring tools read of a JVM first, one call each; the first of these calls fetches all of it. */
final class FirstReads {

    /** Attributes by pattern. One that a pool lacks does not fail the others. */
    static final Map<ObjectName, List<String>> READS = Map.of(
            name("java.lang:type=*"),
            List.of(),
            name("java.lang:type=MemoryPool,name=*"),
            List.of("Name", "Type", "Usage", "CollectionUsage", "PeakUsage", "UsageThreshold"),
            name("java.lang:type=GarbageCollector,name=*"),
            List.of("Name", "CollectionCount", "CollectionTime", "MemoryPoolNames", "LastGcInfo"));

    private FirstReads() {}

    static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("Not an ObjectName: " + text, e);
        }
    }
}

package io.farspan.agent.jmx;

import java.util.List;

/** What is sampled, and how often. */
public final class SamplingPlan {

    /** What every JVM says about itself. */
    public static final String DEFAULT_SPECS = String.join(
            "|",
            "java.lang:type=Memory[HeapMemoryUsage,NonHeapMemoryUsage,ObjectPendingFinalizationCount]",
            "java.lang:type=MemoryPool,*[Type,Usage,PeakUsage,CollectionUsage]",
            "java.lang:type=GarbageCollector,*[CollectionCount,CollectionTime]",
            "java.lang:type=Threading[ThreadCount,DaemonThreadCount,PeakThreadCount,TotalStartedThreadCount]",
            "java.lang:type=ClassLoading[LoadedClassCount,TotalLoadedClassCount,UnloadedClassCount]",
            "java.lang:type=Runtime[Name,SpecVersion,VmName,VmVendor,VmVersion,StartTime,Uptime]",
            "java.lang:type=OperatingSystem");

    public static final long DEFAULT_MILLIS = 10_000;

    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 86_400_000;

    private final String text;
    private final List<MBeanSpec> specs;
    private final long millis;

    private SamplingPlan(String text, List<MBeanSpec> specs, long millis) {
        this.text = text;
        this.specs = specs;
        this.millis = millis;
    }

    /**
     * A plan from its text.
     *
     * @param text as {@link io.farspan.agent.stream.StreamsMXBean#sample} takes it
     * @throws IllegalArgumentException when it is malformed or too much
     */
    public static SamplingPlan of(String text, long everyMillis) {
        if (everyMillis < LEAST_MILLIS || everyMillis > MOST_MILLIS) {
            throw new IllegalArgumentException("the interval must be " + LEAST_MILLIS + " to " + MOST_MILLIS
                    + " milliseconds, not " + everyMillis);
        }
        return new SamplingPlan(text, MBeanSpec.parse(text), everyMillis);
    }

    String text() {
        return text;
    }

    List<MBeanSpec> specs() {
        return specs;
    }

    long millis() {
        return millis;
    }

    boolean isSameAs(SamplingPlan other) {
        return millis == other.millis && text.equals(other.text);
    }
}

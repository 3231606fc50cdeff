package io.farspan.agent.stream;

import java.io.IOException;

/** Takes another choice of what is sampled, as {@link StreamsMXBean#sample} describes it. */
public interface Sampling {

    void sample(String specs, long everyMillis) throws IOException;

    /** What is left out at the moment and why; empty when nothing is. */
    String problem();
}

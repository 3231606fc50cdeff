package io.farspan.agent.stream;

import java.io.IOException;

/** Takes another choice of what is sampled, as {@link StreamsMXBean#sample} describes it. */
@FunctionalInterface
public interface Sampling {

    void sample(String specs, long everyMillis) throws IOException;
}

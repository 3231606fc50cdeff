package io.farspan.agent.stream;

import java.io.IOException;

/** The streams of an instance: {@code io.farspan:type=Streams}. Offsets are those of one incarnation. */
public interface StreamsMXBean {

    /** The name of the MBean. */
    String NAME = "io.farspan:type=Streams";

    /**
     * All streams.
     *
     * @return {@code [{"name":"jul","kind":"log","incarnation":"…","first":0,"next":123,"bytes":4567,"since":0,"released":90}]}:
     *     the oldest offset that is still held, the first that is not on the disk yet, the first of this run of the process, and
     *     the first that was not released
     */
    String list();

    /**
     * The clock that records are corrected by: the system's time when this process began and what has passed since, whoever
     * sets the system's time meanwhile.
     *
     * @return {@code {"run":"…","now":1764480000000000000}}, nanoseconds since 1970; another run of the process has another
     *     clock
     */
    String getClock();

    /**
     * Records of a stream, which are on the instance's disk.
     *
     * @param incarnation that the reader knows; of another one it gets the beginning
     * @param maxBytes of frames before Base64; at least one record is given, which has at most about 1.3 MB
     * @return {@code {"incarnation":"…","from":120,"next":123,"end":123,"block":"BASE64"}}; with {@code "first"} and
     *     {@code "lost":{"from":0,"to":57,"reason":"SPOOL_FULL"}} when the records up to {@code next} are missing
     * @throws IllegalArgumentException for an unknown stream, or an offset beyond the end
     */
    String read(String name, String incarnation, long from, int maxBytes) throws IOException;

    /** Home holds everything below an offset durably; nothing happens when the incarnation is another one. */
    void release(String name, String incarnation, long upTo);

    /**
     * Chooses what the stream {@code jmx} samples, from now on and after a start of the agent.
     *
     * @param specs {@code MBEAN-PATTERN[ATTRIBUTE,ATTRIBUTE]|MBEAN-PATTERN}, all attributes where no brackets are; nothing
     *     is sampled when it is empty
     * @param everyMillis at least 1000
     * @throws IllegalArgumentException when it is malformed or too much
     * @throws IOException when it cannot be kept for the next start
     */
    void sample(String specs, long everyMillis) throws IOException;
}

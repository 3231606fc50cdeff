package io.farspan.telemetry.matching;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * A text that can be read until a deadline: a regular expression cannot be interrupted, but it reads letter by letter. Not
 * thread-safe.
 */
public final class TimedText implements CharSequence {

    /** How many letters are read between two looks at the clock; a power of two. */
    private static final int LETTERS = 1 << 10;

    private final CharSequence text;
    private final long deadline;
    private int reads;

    /**
     * A text with a deadline.
     *
     * @param deadline as by {@link System#nanoTime}
     */
    public TimedText(CharSequence text, long deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    /** Fails with {@code TOO_MUCH} after the deadline. */
    @Override
    public char charAt(int index) {
        if ((++reads & LETTERS - 1) == 0 && System.nanoTime() - deadline > 0) {
            throw expired();
        }
        return text.charAt(index);
    }

    /** What a search that takes too long fails with. */
    public static FarspanException expired() {
        return new FarspanException(
                ProblemCode.TOO_MUCH,
                "The regular expressions take too long on what arrives, and others wait for it. Write simpler ones, or name a"
                        + " location or an instance beside them.");
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

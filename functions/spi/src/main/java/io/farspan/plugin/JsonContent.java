package io.farspan.plugin;

import java.io.IOException;
import java.io.OutputStream;

import io.farspan.protocol.json.RawJson;

/** One JSON value in UTF-8 that is written when it is asked for, so that a large one is never in memory as a whole. */
@FunctionalInterface
public interface JsonContent {

    /**
     * Writes the value. Called once, on the thread that {@link FunctionPlugin#answer} was called on and within its
     * deadline.
     *
     * @param out takes {@link PluginAnswer#LARGEST} bytes of an answer and then fails with {@link TooLarge}
     */
    void writeTo(OutputStream out) throws IOException;

    /** A value that is there already. */
    static JsonContent of(RawJson value) {
        return out -> {
            if (value.length() > PluginAnswer.LARGEST) {
                throw new TooLarge();
            }
            out.write(value.toBytes());
        };
    }

    /** More than an answer may have. */
    final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;

        /** An answer that is too large. */
        public TooLarge() {
            super("A plugin's answer may have " + PluginAnswer.LARGEST + " bytes");
        }
    }
}

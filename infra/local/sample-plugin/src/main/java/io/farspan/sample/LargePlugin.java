package io.farspan.sample;

import java.nio.charset.StandardCharsets;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** Answers 100 MB: as it writes them, or for the body {@code "at once"} all of them in memory. */
public final class LargePlugin implements FunctionPlugin {

    private static final int SIZE = 100_000_000;
    private static final byte[] LINE =
            "\"0123456789012345678901234567890123456789\",".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "large";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public PluginAnswer answer(RawJson body, PluginContext context) {
        if (body.toString().equals("\"at once\"")) {
            byte[] all = new byte[SIZE];
            java.util.Arrays.fill(all, (byte) '1');
            return PluginAnswer.of(RawJson.slice(all, 0, all.length));
        }
        return PluginAnswer.of(out -> {
            out.write('[');
            for (int written = 0; written < SIZE; written += LINE.length) {
                out.write(LINE);
            }
            out.write("0]".getBytes(StandardCharsets.US_ASCII));
        });
    }
}

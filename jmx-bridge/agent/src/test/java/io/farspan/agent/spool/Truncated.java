package io.farspan.agent.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

import io.farspan.agent.record.Event;

/** A process whose spool loses its blocks between two of its appends. */
public final class Truncated {

    private Truncated() {}

    public static void main(String[] arguments) throws Exception {
        Spool spool = Spool.open(Path.of(arguments[0]), new SpoolSize(64 << 10, 1 << 20), Clock.systemUTC(), "");
        append(spool, "before");
        spool.tick();
        System.out.println("ready");
        System.in.read();
        int kept = 0;
        for (int i = 0; i < 50; i++) {
            kept += append(spool, "after " + i) ? 1 : 0;
            spool.tick();
        }
        System.out.println("alive " + kept);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static boolean append(Spool spool, String message) {
        return spool.offer(Event.at(Instant.now()).records(message.getBytes(StandardCharsets.UTF_8)));
    }
}

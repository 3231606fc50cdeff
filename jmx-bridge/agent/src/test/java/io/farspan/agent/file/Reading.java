package io.farspan.agent.file;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

import io.farspan.agent.spool.Keeper;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

/** A process that reads a log file into a spool and says when it does. */
public final class Reading {

    private Reading() {}

    public static void main(String[] arguments) throws Exception {
        Spool spool = Spool.open(Path.of(arguments[0]), new SpoolSize(2 << 20, 64 << 20), Clock.systemUTC(), "");
        FileStream stream = new FileStream(arguments[1], false, spool, Clock.systemUTC(), System::nanoTime);
        AtomicBoolean first = new AtomicBoolean(true);
        Keeper keeper = new Keeper(() -> {
            if (spool.extent().next() > 0 && first.getAndSet(false)) {
                System.out.println("appended");
            }
        });
        keeper.add(spool);
        System.out.println("reading");
        Thread reader = new Thread(() -> {
            try {
                while (true) {
                    stream.poll();
                }
            } catch (Exception e) {
                e.printStackTrace();
            }
        });
        reader.start();
        keeper.start();
        reader.join();
    }
}

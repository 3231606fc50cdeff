package io.farspan.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Log files to which numbered lines of 30 to 300 bytes are appended, by one thread each. The lines are words, numbers and
 * ids by chance, about as alike as those of a log are.
 */
final class LineFiles {

    private static final int SHORTEST = 30;
    private static final int SPREAD = 270;
    private static final String[] WORDS = ("order customer accepted rejected payment of from to with after before retry"
                    + " timeout connection closed opened cache miss hit warehouse shipped delayed INFO WARN request response"
                    + " status session user item price total currency EUR USD region primary replica thread pool queue full"
                    + " empty started stopped scheduled")
            .split(" ");

    private final List<Path> files;
    private long number;

    LineFiles(List<Path> files) {
        this.files = files;
    }

    /** The number of the line that is appended next. */
    long next() {
        return number;
    }

    /** Appends so many lines, about the same number to each file; how many bytes they have. */
    long append(int lines) throws Exception {
        int rest = lines % files.size();
        ExecutorService writers = Executors.newFixedThreadPool(files.size());
        try {
            List<Future<Long>> written = new ArrayList<>();
            for (Path file : files) {
                long first = number;
                int count = lines / files.size() + (rest-- > 0 ? 1 : 0);
                number += count;
                written.add(writers.submit(() -> append(file, first, count)));
            }
            long bytes = 0;
            for (Future<Long> one : written) {
                bytes += one.get();
            }
            return bytes;
        } finally {
            writers.shutdown();
        }
    }

    private static long append(Path file, long first, int lines) throws IOException {
        Random random = new Random(first);
        long bytes = 0;
        try (OutputStream out = new BufferedOutputStream(open(file), 1 << 16)) {
            for (int i = 0; i < lines; i++) {
                byte[] line = line(first + i, random).getBytes(US_ASCII);
                out.write(line);
                bytes += line.length;
            }
        }
        return bytes;
    }

    private static String line(long number, Random random) {
        int length = SHORTEST + random.nextInt(SPREAD);
        StringBuilder line = new StringBuilder(length + 20).append('#').append(number);
        while (line.length() < length) {
            line.append(' ');
            switch (random.nextInt(6)) {
                case 0 -> line.append(Integer.toHexString(random.nextInt()));
                case 1 -> line.append(random.nextInt(1_000));
                default -> line.append(WORDS[random.nextInt(WORDS.length)]);
            }
        }
        return line.append('\n').toString();
    }

    /** Appends one line of its own to one of the files. */
    void append(String line) throws IOException {
        try (OutputStream out = open(files.get((int) (number++ % files.size())))) {
            out.write((line + "\n").getBytes(US_ASCII));
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

package io.farspan.agent.stream;

import java.io.IOException;
import java.util.Base64;

import io.farspan.agent.record.JsonText;
import io.farspan.agent.record.SteadyClock;
import io.farspan.agent.spool.Block;
import io.farspan.agent.spool.Extent;
import io.farspan.agent.spool.Spool;

/** The spools of this instance, offered for reading. */
public final class Streams implements StreamsMXBean {

    private static final int LARGEST_READ = 4 << 20;

    private final Spools spools;
    private final Sampling sampling;

    public Streams(Spools spools, Sampling sampling) {
        this.spools = spools;
        this.sampling = sampling;
    }

    @Override
    public String list() {
        StringBuilder json = new StringBuilder("[");
        spools.streams().forEach((name, stream) -> {
            Extent extent = stream.spool.extent();
            json.append(json.length() == 1 ? "{\"name\":" : ",{\"name\":");
            JsonText.append(json, name);
            json.append(",\"kind\":\"")
                    .append(stream.kind.word())
                    .append("\",\"incarnation\":\"")
                    .append(extent.incarnation())
                    .append("\",\"first\":")
                    .append(extent.first())
                    .append(",\"next\":")
                    .append(extent.next())
                    .append(",\"bytes\":")
                    .append(extent.bytes())
                    .append(",\"since\":")
                    .append(extent.since())
                    .append(",\"released\":")
                    .append(extent.released());
            String problem = stream.kind == Kind.METRIC ? sampling.problem() : "";
            if (!problem.isEmpty()) {
                JsonText.append(json.append(",\"problem\":"), problem);
            }
            json.append('}');
        });
        return json.append(']').toString();
    }

    @Override
    public String getClock() {
        return "{\"run\":\"" + SteadyClock.SYSTEM.run() + "\",\"now\":" + SteadyClock.SYSTEM.now() + "}";
    }

    @Override
    public String read(String name, String incarnation, long from, int maxBytes) throws IOException {
        Spool spool = spool(name);
        Block block = spool.read(incarnation, from, Math.max(0, Math.min(maxBytes, LARGEST_READ)));
        StringBuilder json = new StringBuilder(block.frames().length * 4 / 3 + 200)
                .append("{\"incarnation\":\"")
                .append(block.incarnation())
                .append("\",\"from\":")
                .append(block.from())
                .append(",\"next\":")
                .append(block.next())
                .append(",\"end\":")
                .append(block.end());
        block.lost().ifPresent(reason -> json.append(",\"first\":")
                .append(spool.extent().first())
                .append(",\"lost\":{\"from\":")
                .append(block.from())
                .append(",\"to\":")
                .append(block.next())
                .append(",\"reason\":\"")
                .append(reason)
                .append("\"}"));
        return json.append(",\"block\":\"")
                .append(Base64.getEncoder().encodeToString(block.frames()))
                .append("\"}")
                .toString();
    }

    @Override
    public void release(String name, String incarnation, long upTo) {
        spool(name).release(incarnation, upTo);
    }

    @Override
    public void sample(String specs, long everyMillis) throws IOException {
        sampling.sample(specs, everyMillis);
    }

    private Spool spool(String name) {
        Spools.Held stream = spools.streams().get(name);
        if (stream == null) {
            throw new IllegalArgumentException("this instance has no stream " + name + "; it has "
                    + spools.streams().keySet());
        }
        return stream.spool;
    }
}

package io.farspan.kafka;

import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

import io.farspan.protocol.stream.ClockReading;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.Publication;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamMessage;
import io.farspan.protocol.stream.StreamRecord;

/** The messages of a batch: first one for what is lost before it, if anything is, then one a record. Made when they are read. */
final class StreamMessages implements Iterable<StreamMessage> {

    private final String application;
    private final StreamBatch batch;
    private final Frames frames;
    private final Publication publication;

    /**
     * Those of a batch.
     *
     * @param began when the location began to be read, in nanoseconds since 1970
     * @param clock what the clock of the batch's instance said then
     * @throws MalformedStreamException when the batch is malformed
     */
    StreamMessages(String application, StreamBatch batch, long began, Optional<ClockReading> clock)
            throws MalformedStreamException {
        this.application = application;
        this.batch = batch;
        this.frames = batch.frames();
        this.publication = new Publication(batch.end(), batch.since(), began, clock);
    }

    @Override
    public Iterator<StreamMessage> iterator() {
        Iterator<Frames.Frame> all = frames.iterator();
        return new Iterator<>() {
            private long at = batch.from();

            @Override
            public boolean hasNext() {
                return at < batch.begin() || all.hasNext();
            }

            @Override
            public StreamMessage next() {
                boolean lost = at < batch.begin();
                long next = lost ? batch.begin() : at + 1;
                StreamMessage message = new StreamMessage(
                        application,
                        batch.instance(),
                        batch.name(),
                        batch.incarnation(),
                        at,
                        next,
                        Optional.of(publication).filter(begun -> at == batch.from()),
                        lost ? gap() : all.next().payload());
                at = next;
                return message;
            }
        };
    }

    private byte[] gap() {
        return StreamRecord.missing(
                        publication.began(),
                        batch.begin() - batch.from() + " records were lost before they were published.",
                        new Gap(
                                batch.lost().orElseThrow().reason(),
                                OptionalLong.of(batch.begin() - batch.from()),
                                OptionalLong.empty(),
                                Optional.of(Long.toString(batch.from())),
                                Optional.of(Long.toString(batch.begin()))))
                .write();
    }
}

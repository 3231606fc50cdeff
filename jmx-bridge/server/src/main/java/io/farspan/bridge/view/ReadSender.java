package io.farspan.bridge.view;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Sends reads, together with what their tool is likely to want besides: names, the description that a value needs, all
 * threads, and before anything else was read what monitoring tools begin with.
 */
final class ReadSender {

    /** The domain that monitoring tools begin with. */
    static final String PLATFORM = "java.lang";

    private final Endpoint endpoint;
    private final NameCache names;
    private final ViewDescriptions descriptions;
    private final ThreadInfos threads;
    private final LargeValues large;
    private final Takers takers;
    private long lastRead = Long.MIN_VALUE / 2;

    ReadSender(
            Endpoint endpoint,
            NameCache names,
            ViewDescriptions descriptions,
            ThreadInfos threads,
            LargeValues large,
            Takers takers) {
        this.endpoint = endpoint;
        this.names = names;
        this.descriptions = descriptions;
        this.threads = threads;
        this.large = large;
        this.takers = takers;
    }

    /**
     * Who takes what was read.
     *
     * @param landed a read that was answered
     * @param offered what a pattern read returned that nobody asked for individually
     */
    record Takers(Consumer<BulkRead> landed, BiConsumer<BulkRead, JsonNode> offered) {}

    /**
     * Sends a read and, once it is answered, the one that comes after it.
     *
     * @param wanted the MBean that a tool waits for, if one does
     */
    void send(BulkRead read, Optional<ObjectName> wanted, BulkRead after) {
        if (read.isEmpty()) {
            if (!after.isEmpty()) {
                send(after, wanted, read);
            }
            return;
        }
        read.send();
        BulkRequest bulk = new BulkRequest();
        wanted.ifPresent(name -> addBesides(bulk, name, read));
        threads.askAhead(bulk);
        transmit(read, bulk, after);
    }

    /**
     * Sends a read of what a tool that has just connected is likely to ask for.
     *
     * @param bulk what else is asked with it
     */
    void send(BulkRead read, BulkRequest bulk, BulkRead after) {
        if (read.isEmpty() && bulk.size() == 0) {
            read.landed.complete(read);
            send(read, Optional.empty(), after);
        } else {
            read.send();
            transmit(read, bulk, after);
        }
    }

    private void transmit(BulkRead read, BulkRequest bulk, BulkRead after) {
        read.asked.forEach((asked, attributes) -> bulk.add(
                Requests.read(asked, attributes), response -> read.responses.put(asked, large.tree(response))));
        bulk.send(endpoint)
                .subscribe()
                .with(
                        answered -> {
                            takers.landed.accept(read);
                            send(after, Optional.empty(), new BulkRead());
                        },
                        failure -> {
                            read.landed.completeExceptionally(failure);
                            after.landed.completeExceptionally(failure);
                        });
    }

    private void addBesides(BulkRequest bulk, ObjectName name, BulkRead read) {
        boolean first = isFirst(name, read.askedAt());
        if (first || names.areWanted()) {
            names.askUnlessFresh(bulk);
        }
        if (first) {
            addFirst(bulk, read);
        } else if (descriptions.known(name).isEmpty()) {
            descriptions.ask(bulk, name, failure -> {});
        }
    }

    /** Adds what a tool that has just connected is likely to want besides values. */
    void addOpening(Optional<Opening.Asked> last, BulkRead read, BulkRequest bulk) {
        if (last.isEmpty() || !read.isEmpty()) {
            noteRead();
        }
        if (last.isEmpty()) {
            addFirst(bulk, read);
        } else {
            descriptions.askUnknown(bulk, read.asked.keySet());
        }
        if (last.map(Opening.Asked::names).orElse(true)) {
            names.askUnlessFresh(bulk);
        }
        if (last.map(Opening.Asked::threads).orElse(false)) {
            threads.expect();
            threads.askAhead(bulk);
        }
    }

    /** Adds what monitoring tools read first, and its descriptions. */
    private void addFirst(BulkRequest bulk, BulkRead read) {
        if (!descriptions.isPlatformKnown()) {
            descriptions.askPlatform(bulk);
        }
        FirstReads.READS.forEach((pattern, attributes) ->
                bulk.add(Requests.read(pattern, attributes), response -> takers.offered.accept(read, response.tree())));
    }

    private synchronized void noteRead() {
        lastRead = System.nanoTime();
    }

    /** Whether a read is the first of a tool that has just connected, as far as that can be told. */
    private synchronized boolean isFirst(ObjectName name, long now) {
        boolean idle = now - lastRead > AttributeHabits.LASTING_NANOS;
        lastRead = now;
        return idle && name.getDomain().equals(PLATFORM);
    }
}

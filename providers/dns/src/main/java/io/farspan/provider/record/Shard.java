package io.farspan.provider.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.MapFault;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A part of a location's instances, small enough that its answer fits into one UDP datagram: a TXT record whose first
 * string is {@code v=fs1;r=revision} and whose others are one instance each, {@code name,address:port,state,label=value…}.
 *
 * <p>Which shard holds an instance follows from its name and the number of shards by linear hashing (Litwin, VLDB 1980):
 * one more shard moves instances of one other shard only, so a location grows to any size by changes that each touch a
 * bounded number of records.
 *
 * @param revision counts the shard's changes
 * @param instances by name
 * @param unread strings that could not be understood; they stay in the record when it is rewritten
 * @param faults what is wrong with each of them
 */
record Shard(long revision, Map<String, InstanceEntry> instances, List<String> unread, List<MapFault> faults) {

    static final long TTL = 30;

    /** Instances per shard on average; at 65 bytes each their answer stays below 1,232 bytes. */
    static final int CAPACITY = 16;

    /** Strings that a record may have, which is more than fit into one message with anything in them. */
    private static final int MOST_STRINGS = 1_024;

    static final Shard EMPTY = new Shard(0, Map.of(), List.of(), List.of());

    Shard {
        instances = new TreeMap<>(instances);
        unread = List.copyOf(unread);
        faults = List.copyOf(faults);
    }

    /** The shard, of {@code shards}, that holds an instance. */
    static int of(String instance, int shards) {
        CRC32 crc = new CRC32();
        crc.update(instance.getBytes(UTF_8));
        int level = Integer.highestOneBit(shards);
        int hash = (int) (crc.getValue() & 0x7fffffff);
        int wide = hash & (2 * level - 1);
        return wide < shards ? wide : hash & (level - 1);
    }

    /** The shard whose instances are divided when shard number {@code added} comes into being. */
    static int dividedBy(int added) {
        return added - Integer.highestOneBit(added);
    }

    /** The same shard with other instances, one revision on. */
    Shard holding(Map<String, InstanceEntry> others) {
        return new Shard(revision + 1, others, unread, faults);
    }

    TXTRecord write(Name owner) {
        List<String> strings = new ArrayList<>();
        strings.add(Attributes.create().with("r", revision).toString());
        instances.values().forEach(instance -> strings.add(text(instance)));
        strings.addAll(unread);
        return Attributes.record(owner, TTL, strings);
    }

    static Shard read(String location, TXTRecord record) {
        List<String> strings = Attributes.strings(record);
        if (strings.isEmpty() || strings.size() > MOST_STRINGS) {
            throw new IllegalArgumentException("it has " + strings.size() + " strings, not 1 to " + MOST_STRINGS);
        }
        Map<String, InstanceEntry> instances = new TreeMap<>();
        List<String> unread = new ArrayList<>();
        List<MapFault> faults = new ArrayList<>();
        long revision = Attributes.parse(strings.get(0)).number("r");
        for (String string : strings.subList(1, strings.size())) {
            try {
                InstanceEntry instance = instance(location, string);
                instances.put(instance.id().name(), instance);
            } catch (IllegalArgumentException e) {
                unread.add(string);
                faults.add(fault(
                        record.getName(), location, "the instance '" + Names.shorten(string) + "': " + e.getMessage()));
            }
        }
        return new Shard(revision, instances, unread, faults);
    }

    static MapFault fault(Name record, String location, String detail) {
        return new MapFault(RecordNames.text(record), Optional.of(location), detail);
    }

    private static String text(InstanceEntry instance) {
        String address = instance.address().contains(":") ? "[" + instance.address() + "]" : instance.address();
        String labels = ServiceLabels.write(instance).entrySet().stream()
                .map(label -> "," + label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining());
        return instance.id().name() + "," + address + ":" + instance.port() + ","
                + instance.state().word() + labels;
    }

    private static InstanceEntry instance(String location, String text) {
        String[] parts = text.split(",", -1);
        int colon = parts.length < 3 ? -1 : parts[1].lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("it is not name,address:port,state");
        }
        Map<String, String> labels = new TreeMap<>();
        for (int i = 3; i < parts.length; i++) {
            String[] label = parts[i].split("=", 2);
            if (label.length != 2) {
                throw new IllegalArgumentException("'" + Names.shorten(parts[i]) + "' is not label=value");
            }
            labels.put(label[0], label[1]);
        }
        int port;
        try {
            port = Integer.parseInt(parts[1].substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + Names.shorten(parts[1]) + "' is not address:port", e);
        }
        return ServiceLabels.read(new InstanceEntry(
                new InstanceId(location, parts[0]),
                parts[1].substring(0, colon).replaceAll("[\\[\\]]", ""),
                port,
                InstanceEntry.State.parse(parts[2]),
                labels));
    }
}

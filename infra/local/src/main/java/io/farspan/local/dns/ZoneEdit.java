package io.farspan.local.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A zone's next content in the making, by the rules of RFC 2136, section 3.4.2: the SOA stays, the apex keeps a name
 * server, and a CNAME stands alone; records that would break one of these rules are ignored. Not safe for use by
 * several threads.
 */
final class ZoneEdit {

    private final Name origin;
    private final Map<Name, Map<Integer, List<Record>>> names;

    /** Changes {@code names}; the maps and lists in it are replaced, never changed. */
    ZoneEdit(Name origin, Map<Name, Map<Integer, List<Record>>> names) {
        this.origin = origin;
        this.names = names;
    }

    void apply(Record update) {
        if (update.getType() == Type.SOA) {
            return;
        }
        if (update.getDClass() == DClass.ANY) {
            delete(update.getName(), update.getType());
        } else if (update.getDClass() == DClass.NONE) {
            delete(update);
        } else {
            put(update);
        }
    }

    void replaceSoa(Record soa) {
        set(origin, Type.SOA, List.of(soa));
    }

    Zone.Content content() {
        return new Zone.Content(names);
    }

    /** What the records say, whatever their order and TTL. */
    static Set<ByteBuffer> data(List<Record> records) {
        return records.stream().map(ZoneEdit::data).collect(Collectors.toSet());
    }

    private static ByteBuffer data(Record record) {
        return ByteBuffer.wrap(record.rdataToWireCanonical());
    }

    private void put(Record record) {
        Map<Integer, List<Record>> types = names.getOrDefault(record.getName(), Map.of());
        boolean alias = record.getType() == Type.CNAME;
        if (alias ? types.keySet().stream().anyMatch(type -> type != Type.CNAME) : types.containsKey(Type.CNAME)) {
            return;
        }
        List<Record> records = alias ? new ArrayList<>() : without(record);
        records.add(record);
        set(record.getName(), record.getType(), records);
    }

    private void delete(Name name, int type) {
        if (type != Type.ANY) {
            deleteSet(name, type);
            return;
        }
        List.copyOf(names.getOrDefault(name, Map.of()).keySet()).forEach(each -> deleteSet(name, each));
    }

    private void deleteSet(Name name, int type) {
        if (!name.equals(origin) || (type != Type.SOA && type != Type.NS)) {
            set(name, type, List.of());
        }
    }

    private void delete(Record update) {
        List<Record> rest = without(update);
        if (!rest.isEmpty() || !update.getName().equals(origin) || update.getType() != Type.NS) {
            set(update.getName(), update.getType(), rest);
        }
    }

    private List<Record> without(Record record) {
        ByteBuffer data = data(record);
        List<Record> records = new ArrayList<>(
                names.getOrDefault(record.getName(), Map.of()).getOrDefault(record.getType(), List.of()));
        records.removeIf(other -> data(other).equals(data));
        return records;
    }

    private void set(Name name, int type, List<Record> records) {
        Map<Integer, List<Record>> types = new LinkedHashMap<>(names.getOrDefault(name, Map.of()));
        if (records.isEmpty()) {
            types.remove(type);
        } else {
            types.put(type, List.copyOf(records));
        }
        if (types.isEmpty()) {
            names.remove(name);
        } else {
            names.put(name, types);
        }
    }
}

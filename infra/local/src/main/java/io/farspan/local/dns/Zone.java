package io.farspan.local.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The records of one zone: owner name, type, records. Every method is atomic. */
final class Zone {

    private static final long TTL = 60;

    private final Name origin;
    private final Map<Name, Map<Integer, List<Record>>> names = new TreeMap<>();

    Zone(String origin) {
        try {
            this.origin = Name.fromString(origin, Name.root);
            Name server = Name.fromString("ns", this.origin);
            Name contact = Name.fromString("hostmaster", this.origin);
            put(new SOARecord(this.origin, DClass.IN, TTL, server, contact, 1, 3_600, 600, 86_400, 5));
            put(new NSRecord(this.origin, DClass.IN, TTL, server));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + origin + "' is not a DNS name", e);
        }
    }

    Name origin() {
        return origin;
    }

    synchronized SOARecord soa() {
        return (SOARecord) records(origin, Type.SOA).get(0);
    }

    /** Whether anything exists at or below the name: what tells NODATA from NXDOMAIN (RFC 8020). */
    synchronized boolean exists(Name name) {
        return names.keySet().stream().anyMatch(owner -> owner.subdomain(name));
    }

    synchronized boolean isInUse(Name name) {
        return names.containsKey(name);
    }

    synchronized List<Record> records(Name name, int type) {
        Map<Integer, List<Record>> types = names.getOrDefault(name, Map.of());
        if (type == Type.ANY) {
            return types.values().stream().flatMap(List::stream).toList();
        }
        return List.copyOf(types.getOrDefault(type, List.of()));
    }

    /** Carries out an UPDATE's second section (RFC 2136, section 3.4.2) and raises the serial. */
    synchronized void apply(List<Record> updates) {
        for (Record update : updates) {
            if (update.getDClass() == DClass.ANY) {
                delete(update.getName(), update.getType());
            } else if (update.getDClass() == DClass.NONE) {
                delete(update);
            } else if (update.getType() != Type.SOA) {
                put(update);
            }
        }
        SOARecord old = soa();
        long serial = (old.getSerial() + 1) & 0xffffffffL;
        put(new SOARecord(
                origin,
                DClass.IN,
                old.getTTL(),
                old.getHost(),
                old.getAdmin(),
                serial,
                old.getRefresh(),
                old.getRetry(),
                old.getExpire(),
                old.getMinimum()));
    }

    /** Whether the RRset is exactly these records, in whatever order and with whatever TTL (RFC 2136, section 3.2.3). */
    synchronized boolean equalSet(Name name, int type, List<Record> expected) {
        Set<String> have = new HashSet<>();
        records(name, type).forEach(record -> have.add(record.rdataToString()));
        Set<String> want = new HashSet<>();
        expected.forEach(record -> want.add(record.rdataToString()));
        return have.equals(want);
    }

    private void put(Record record) {
        Map<Integer, List<Record>> types = names.computeIfAbsent(record.getName(), name -> new LinkedHashMap<>());
        List<Record> records = new ArrayList<>(types.getOrDefault(record.getType(), List.of()));
        if (record.getType() == Type.SOA || record.getType() == Type.CNAME) {
            records.clear();
        }
        records.removeIf(other -> other.rdataToString().equals(record.rdataToString()));
        records.add(record);
        types.put(record.getType(), records);
    }

    private void delete(Name name, int type) {
        Map<Integer, List<Record>> types = names.getOrDefault(name, new HashMap<>());
        if (type == Type.ANY) {
            types.keySet().removeIf(kept -> !name.equals(origin) || (kept != Type.SOA && kept != Type.NS));
        } else if (!name.equals(origin) || (type != Type.SOA && type != Type.NS)) {
            types.remove(type);
        }
        dropIfEmpty(name);
    }

    private void delete(Record update) {
        Map<Integer, List<Record>> types = names.getOrDefault(update.getName(), new HashMap<>());
        List<Record> records = new ArrayList<>(types.getOrDefault(update.getType(), List.of()));
        records.removeIf(record -> record.rdataToString().equals(update.rdataToString()));
        if (records.isEmpty()) {
            types.remove(update.getType());
        } else {
            types.put(update.getType(), records);
        }
        dropIfEmpty(update.getName());
    }

    private void dropIfEmpty(Name name) {
        Map<Integer, List<Record>> types = names.get(name);
        if (types != null && types.isEmpty()) {
            names.remove(name);
        }
    }
}

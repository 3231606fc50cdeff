package io.farspan.local.dns;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The records of one zone. Every method is atomic; a change is made beside the content and takes its place as a whole. */
final class Zone {

    private static final long TTL = 60;

    private final Name origin;
    private Content content;

    /** All records: owner name, type, records. Its inner maps and lists are never changed. */
    record Content(Map<Name, Map<Integer, List<Record>>> names) {}

    Zone(String origin) {
        try {
            this.origin = Name.fromString(origin, Name.root);
            Name server = Name.fromString("ns", this.origin);
            Name contact = Name.fromString("hostmaster", this.origin);
            Record soa = new SOARecord(this.origin, DClass.IN, TTL, server, contact, 1, 3_600, 600, 86_400, 5);
            Record name = new NSRecord(this.origin, DClass.IN, TTL, server);
            this.content = new Content(Map.of(this.origin, Map.of(Type.SOA, List.of(soa), Type.NS, List.of(name))));
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
        return content.names.keySet().stream().anyMatch(owner -> owner.subdomain(name));
    }

    synchronized boolean isInUse(Name name) {
        return content.names.containsKey(name);
    }

    synchronized List<Record> records(Name name, int type) {
        Map<Integer, List<Record>> types = content.names.getOrDefault(name, Map.of());
        if (type == Type.ANY) {
            return types.values().stream().flatMap(List::stream).toList();
        }
        return types.getOrDefault(type, List.of());
    }

    /** Whether the RRset is exactly these records, in whatever order and with whatever TTL (RFC 2136, section 3.2.3). */
    synchronized boolean equalSet(Name name, int type, List<Record> expected) {
        return ZoneEdit.data(records(name, type)).equals(ZoneEdit.data(expected));
    }

    /** The content after an UPDATE's second section, with a higher serial. Changes nothing yet. */
    synchronized Content after(List<Record> updates) {
        ZoneEdit edit = new ZoneEdit(origin, new TreeMap<>(content.names));
        updates.forEach(edit::apply);
        SOARecord old = soa();
        long serial = (old.getSerial() + 1) & 0xffffffffL;
        edit.replaceSoa(new SOARecord(
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
        return edit.content();
    }

    /** Replaces the content. */
    synchronized void become(Content next) {
        content = next;
    }
}

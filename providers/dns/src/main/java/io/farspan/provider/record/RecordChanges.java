package io.farspan.provider.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/**
 * A change of the map as records.
 *
 * @param home the name of the commit point
 * @param expected the commit point as it must be; empty when it must not be there
 * @param next the commit point as it will be
 * @param sets record sets that take the place of whatever was there
 * @param additions records that are added to their sets
 */
public record RecordChanges(
        Name home, Optional<TXTRecord> expected, TXTRecord next, List<RecordSet> sets, List<Record> additions) {

    public RecordChanges {
        sets = List.copyOf(sets);
        additions = List.copyOf(additions);
    }

    /** The same with another set that takes the place of whatever was there. */
    public RecordChanges and(Name name, int type, List<Record> records) {
        List<RecordSet> all = new ArrayList<>(sets);
        all.add(new RecordSet(name, type, records));
        return new RecordChanges(home, expected, next, all, additions);
    }

    /** All records of one name and type. */
    public record RecordSet(Name name, int type, List<Record> records) {
        public RecordSet {
            records = List.copyOf(records);
        }
    }

    /** Collects what a change comes to. Not safe for use by several threads. */
    static final class Builder {
        private final List<RecordSet> sets = new ArrayList<>();
        private final List<Record> additions = new ArrayList<>();

        void replace(Name name, int type, List<? extends Record> records) {
            sets.add(new RecordSet(name, type, new ArrayList<>(records)));
        }

        void add(Record record) {
            additions.add(record);
        }

        RecordChanges build(Name home, Optional<TXTRecord> expected, TXTRecord next) {
            return new RecordChanges(home, expected, next, sets, additions);
        }
    }
}

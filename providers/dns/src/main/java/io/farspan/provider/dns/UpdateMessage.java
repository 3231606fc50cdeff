package io.farspan.provider.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

import io.farspan.provider.record.RecordChanges;

/**
 * A change as one UPDATE message: its prerequisite is the exact old {@code _home} record (RFC 2136, section 2.4.2), so
 * the server applies all of it or nothing.
 */
final class UpdateMessage {

    private UpdateMessage() {}

    static Update of(Name zone, RecordChanges changes) {
        Update update = new Update(zone);
        changes.expected()
                .ifPresentOrElse(
                        expected -> update.present(prerequisite(expected)), () -> update.absent(changes.home()));
        update.delete(changes.home(), Type.TXT);
        update.add(changes.next());
        changes.sets().forEach(set -> {
            update.delete(set.name(), set.type());
            set.records().forEach(update::add);
        });
        changes.additions().forEach(update::add);
        return update;
    }

    /** A record as a prerequisite has it: with TTL 0 (RFC 2136, section 2.4.2). */
    private static TXTRecord prerequisite(TXTRecord record) {
        return new TXTRecord(record.getName(), DClass.IN, 0, record.getStrings());
    }
}

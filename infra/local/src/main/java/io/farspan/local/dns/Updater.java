package io.farspan.local.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Carries out UPDATE messages (RFC 2136, section 3). One that has any record it must not have changes nothing: the
 * zone's new content is made beside the old, the message goes into the journal as it came, and only then is the content
 * exchanged. What a replay of the journal makes is therefore what was acknowledged.
 */
final class Updater {

    private final Zone zone;
    private final Journal journal;

    Updater(Zone zone, Journal journal) {
        this.zone = zone;
        this.journal = journal;
    }

    /** The response code of a message whose signature is good. */
    int update(Message message, byte[] bytes) {
        List<Record> zones = message.getSection(Section.ZONE);
        if (zones.size() != 1 || zones.get(0).getType() != Type.SOA) {
            return Rcode.FORMERR;
        }
        if (!zones.get(0).getName().equals(zone.origin()) || zones.get(0).getDClass() != DClass.IN) {
            return Rcode.NOTAUTH;
        }
        List<Record> prerequisites = message.getSection(Section.PREREQ);
        List<Record> updates = message.getSection(Section.UPDATE);
        if (!prerequisites.stream().allMatch(Updater::isPrerequisite)
                || !updates.stream().allMatch(Updater::isUpdate)) {
            return Rcode.FORMERR;
        }
        if (!prerequisites.stream().allMatch(this::isInZone)
                || !updates.stream().allMatch(this::isInZone)) {
            return Rcode.NOTZONE;
        }
        synchronized (zone) {
            int failed = check(prerequisites);
            if (failed != Rcode.NOERROR) {
                return failed;
            }
            Zone.Content next = zone.after(updates);
            try {
                journal.append(bytes);
            } catch (IOException e) {
                return Rcode.SERVFAIL;
            }
            zone.become(next);
            return Rcode.NOERROR;
        }
    }

    /** Types that name no data: 0, OPT, and those of queries and of one message only (RFC 6895, section 3.1). */
    static boolean isMeta(int type) {
        return type == 0 || type == Type.OPT || (type >= 128 && type <= 255);
    }

    private boolean isInZone(Record record) {
        return record.getName().subdomain(zone.origin());
    }

    /** RFC 2136, section 3.2. */
    private static boolean isPrerequisite(Record record) {
        if (record.getTTL() != 0) {
            return false;
        }
        return switch (record.getDClass()) {
            case DClass.ANY, DClass.NONE ->
                isEmpty(record) && (record.getType() == Type.ANY || !isMeta(record.getType()));
            case DClass.IN -> !isEmpty(record) && !isMeta(record.getType());
            default -> false;
        };
    }

    /** RFC 2136, section 3.4.1. */
    private static boolean isUpdate(Record record) {
        return switch (record.getDClass()) {
            case DClass.IN -> !isMeta(record.getType()) && !isEmpty(record);
            case DClass.ANY ->
                record.getTTL() == 0 && isEmpty(record) && (record.getType() == Type.ANY || !isMeta(record.getType()));
            case DClass.NONE -> record.getTTL() == 0 && !isMeta(record.getType()) && !isEmpty(record);
            default -> false;
        };
    }

    private static boolean isEmpty(Record record) {
        return record.rdataToWireCanonical().length == 0;
    }

    private int check(List<Record> prerequisites) {
        Map<Name, Map<Integer, List<Record>>> sets = new HashMap<>();
        for (Record prerequisite : prerequisites) {
            Name name = prerequisite.getName();
            int type = prerequisite.getType();
            boolean any = type == Type.ANY;
            boolean present =
                    any ? zone.isInUse(name) : !zone.records(name, type).isEmpty();
            if (prerequisite.getDClass() == DClass.ANY && !present) {
                return any ? Rcode.NXDOMAIN : Rcode.NXRRSET;
            }
            if (prerequisite.getDClass() == DClass.NONE && present) {
                return any ? Rcode.YXDOMAIN : Rcode.YXRRSET;
            }
            if (prerequisite.getDClass() == DClass.IN) {
                sets.computeIfAbsent(name, n -> new HashMap<>())
                        .computeIfAbsent(type, t -> new ArrayList<>())
                        .add(prerequisite);
            }
        }
        boolean equal = sets.entrySet().stream().allMatch(owner -> owner.getValue().entrySet().stream()
                .allMatch(set -> zone.equalSet(owner.getKey(), set.getKey(), set.getValue())));
        return equal ? Rcode.NOERROR : Rcode.NXRRSET;
    }
}

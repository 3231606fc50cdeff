package io.farspan.local.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/** Answers one message. Never fails: what it cannot understand it answers with FORMERR or NOTIMP. */
final class Answerer {

    private static final int PLAIN_UDP = 512;
    private static final int LARGEST_UDP = 1_232;
    private static final int LARGEST = 65_535;

    private final Zone zone;
    private final TsigKey key;
    private final Journal journal;

    Answerer(Zone zone, TsigKey key, Journal journal) {
        this.zone = zone;
        this.key = key;
        this.journal = journal;
    }

    /** The answer's bytes; none for what is not even a header. */
    byte[] answer(byte[] bytes, boolean udp) {
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException e) {
            return formatError(bytes);
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            return new byte[0];
        }
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        for (Record question : query.getSection(Section.QUESTION)) {
            answer.addRecord(question, Section.QUESTION);
        }
        @Nullable OPTRecord edns = query.getOPT();
        if (edns != null) {
            answer.addRecord(new OPTRecord(LARGEST_UDP, 0, 0), Section.ADDITIONAL);
        }
        @Nullable TSIGRecord signature = query.getTSIG();
        int signed = signature == null ? Rcode.NOERROR : verify(query, bytes, signature);
        if (signed != Rcode.NOERROR) {
            answer.getHeader().setRcode(Rcode.NOTAUTH);
        } else if (query.getHeader().getOpcode() == Opcode.UPDATE) {
            answer.getHeader().setRcode(signature == null ? Rcode.REFUSED : update(query));
        } else if (query.getHeader().getOpcode() == Opcode.QUERY) {
            look(query, answer);
        } else {
            answer.getHeader().setRcode(Rcode.NOTIMP);
        }
        if (signature != null && signed == Rcode.NOERROR) {
            answer.setTSIG(key.tsig(), Rcode.NOERROR, signature);
        }
        int largest = udp
                ? (edns == null ? PLAIN_UDP : Math.min(LARGEST_UDP, Math.max(PLAIN_UDP, edns.getPayloadSize())))
                : LARGEST;
        return answer.toWire(largest);
    }

    private int verify(Message query, byte[] bytes, TSIGRecord signature) {
        return signature.getName().equals(key.name()) ? key.tsig().verify(query, bytes, null) : Rcode.BADKEY;
    }

    private void look(Message query, Message answer) {
        @Nullable Record question = query.getQuestion();
        if (question == null
                || question.getDClass() != DClass.IN
                || !question.getName().subdomain(zone.origin())) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        answer.getHeader().setFlag(Flags.AA);
        List<Record> records = zone.records(question.getName(), question.getType());
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (records.isEmpty()) {
            answer.getHeader().setRcode(zone.exists(question.getName()) ? Rcode.NOERROR : Rcode.NXDOMAIN);
            answer.addRecord(zone.soa(), Section.AUTHORITY);
        }
    }

    /** RFC 2136, section 3. Prerequisites and updates are one atomic step. */
    private int update(Message message) {
        List<Record> zones = message.getSection(Section.ZONE);
        if (zones.size() != 1 || zones.get(0).getType() != Type.SOA) {
            return Rcode.FORMERR;
        }
        if (!zones.get(0).getName().equals(zone.origin())) {
            return Rcode.NOTAUTH;
        }
        List<Record> updates = message.getSection(Section.UPDATE);
        if (updates.stream().anyMatch(record -> !record.getName().subdomain(zone.origin()))) {
            return Rcode.NOTZONE;
        }
        synchronized (zone) {
            int failed = prerequisites(message.getSection(Section.PREREQ));
            if (failed != Rcode.NOERROR) {
                return failed;
            }
            try {
                journal.append(message);
            } catch (IOException e) {
                return Rcode.SERVFAIL;
            }
            zone.apply(updates);
            return Rcode.NOERROR;
        }
    }

    private int prerequisites(List<Record> prerequisites) {
        Map<Name, Map<Integer, ArrayList<Record>>> sets = new HashMap<>();
        for (Record prerequisite : prerequisites) {
            if (prerequisite.getTTL() != 0) {
                return Rcode.FORMERR;
            }
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
        for (Map.Entry<Name, Map<Integer, ArrayList<Record>>> owner : sets.entrySet()) {
            for (Map.Entry<Integer, ArrayList<Record>> set : owner.getValue().entrySet()) {
                if (!zone.equalSet(owner.getKey(), set.getKey(), set.getValue())) {
                    return Rcode.NXRRSET;
                }
            }
        }
        return Rcode.NOERROR;
    }

    private static byte[] formatError(byte[] bytes) {
        try {
            Header header = new Header(bytes);
            if (header.getFlag(Flags.QR)) {
                return new byte[0];
            }
            Message error = new Message(header.getID());
            error.getHeader().setFlag(Flags.QR);
            error.getHeader().setOpcode(header.getOpcode());
            error.getHeader().setRcode(Rcode.FORMERR);
            return error.toWire();
        } catch (IOException e) {
            return new byte[0];
        }
    }
}

package io.farspan.local.dns;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/**
 * Answers one message. Never fails, whatever the bytes are: what it cannot understand it answers with FORMERR or NOTIMP,
 * what is not even a header with nothing.
 *
 * <p>dnsjava 3.6.3 does not promise that. Of a message that says it is truncated ({@code TC}) it keeps the records that it
 * could read and the header's counts as they came, and {@code getTSIG} then looks for a record that is not there
 * ({@code NullPointerException}, {@code IndexOutOfBoundsException}); a record without data and with a TTL of more than 31
 * bits is an {@code InvalidTTLException} in an UPDATE. So nobody's request may be truncated here, and any exception is a
 * format error. Names need no guard: a pointer must point backwards, and a name ends at 255 bytes.
 */
final class Answerer {

    private static final int PLAIN_UDP = 512;
    private static final int LARGEST_UDP = 1_232;
    private static final int LARGEST = 65_535;

    /**
     * The largest request that is read from a datagram. What is larger comes over TCP, where its chains of pointers
     * cost nobody else time.
     */
    private static final int LARGEST_UDP_REQUEST = 4_096;

    private final Zone zone;
    private final TsigKey key;
    private final Updater updater;
    private final IncidentLog trouble;

    Answerer(Zone zone, TsigKey key, Journal journal, IncidentLog trouble) {
        this.zone = zone;
        this.key = key;
        this.updater = new Updater(zone, journal);
        this.trouble = trouble;
    }

    /** The answer's bytes; none for what is not even a header, and for what is an answer itself. */
    byte[] answer(byte[] bytes, boolean udp) {
        Header header;
        try {
            header = new Header(bytes);
        } catch (IOException e) {
            return new byte[0];
        }
        if (header.getFlag(Flags.QR)) {
            return new byte[0];
        }
        if (!isPlausible(header) || (udp && bytes.length > LARGEST_UDP_REQUEST)) {
            return formatError(header);
        }
        try {
            return answer(new Message(bytes), bytes, udp);
        } catch (IOException e) {
            return formatError(header);
        } catch (RuntimeException | StackOverflowError e) {
            trouble.count("failed at a message, which it answered with FORMERR", e);
            return formatError(header);
        }
    }

    /** What every query and update has: one question or zone, no answers to a question yet, all of it in one message. */
    private static boolean isPlausible(Header header) {
        boolean query = header.getOpcode() == Opcode.QUERY;
        boolean update = header.getOpcode() == Opcode.UPDATE;
        return !header.getFlag(Flags.TC)
                && (!(query || update) || header.getCount(Section.QUESTION) == 1)
                && (!query || header.getCount(Section.ANSWER) == 0);
    }

    private byte[] answer(Message query, byte[] bytes, boolean udp) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        @Nullable Record question = query.getQuestion();
        if (question != null) {
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
            answer.getHeader().setRcode(signature == null ? Rcode.REFUSED : updater.update(query, bytes));
        } else if (query.getHeader().getOpcode() == Opcode.QUERY) {
            look(question, answer);
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

    private void look(@Nullable Record question, Message answer) {
        if (question == null
                || question.getDClass() != DClass.IN
                || question.getType() == Type.AXFR
                || question.getType() == Type.IXFR
                || !question.getName().subdomain(zone.origin())) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        if (question.getType() != Type.ANY && Updater.isMeta(question.getType())) {
            answer.getHeader().setRcode(Rcode.NOTIMP);
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

    private static byte[] formatError(Header header) {
        Message error = new Message(header.getID());
        error.getHeader().setFlag(Flags.QR);
        error.getHeader().setOpcode(header.getOpcode());
        error.getHeader().setRcode(Rcode.FORMERR);
        return error.toWire();
    }
}

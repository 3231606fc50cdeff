package io.farspan.local.dns;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Makes messages that a DNS server should not receive: queries and updates with corrupted bytes in one place or
 * several, and signed updates that are well-formed and absurd. The same seed and number make the same message.
 */
final class MessageFuzz {

    private static final List<Integer> TYPES = List.of(
            0,
            Type.A,
            Type.NS,
            Type.CNAME,
            Type.SOA,
            Type.NULL,
            Type.PTR,
            Type.TXT,
            Type.SIG,
            Type.AAAA,
            Type.LOC,
            Type.NXT,
            Type.SRV,
            Type.NAPTR,
            Type.OPT,
            Type.APL,
            Type.RRSIG,
            Type.NSEC,
            Type.TKEY,
            Type.TSIG,
            Type.AXFR,
            Type.ANY,
            Type.URI,
            4_711,
            65_535);
    private static final List<Integer> CLASSES =
            List.of(DClass.IN, DClass.IN, DClass.IN, DClass.ANY, DClass.NONE, DClass.CHAOS, 0);
    private static final List<String> OWNERS = List.of("@", "a", "b", "a.b", "_home.shop", "*", "\\000");

    private final long seed;
    private final Name origin;
    private final TsigKey key;

    MessageFuzz(long seed, String zone, String key) throws TextParseException {
        this.seed = seed;
        this.origin = Name.fromString(zone, Name.root);
        this.key = TsigKey.parse(key);
    }

    byte[] message(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        if (random.nextInt(30) == 0) {
            return absurdUpdate(random);
        }
        byte[] bytes = random.nextInt(20) == 0 ? header(random) : whole(random);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    /** Signed, so that its content is examined. */
    private byte[] absurdUpdate(Random random) {
        Update update = new Update(origin);
        for (int i = random.nextInt(3); i > 0; i--) {
            add(update, record(random), Section.PREREQ);
        }
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            add(update, record(random), Section.UPDATE);
        }
        update.setTSIG(key.tsig(), Rcode.NOERROR, null);
        return update.toWire(65_535);
    }

    private static void add(Message message, @Nullable Record record, int section) {
        if (record != null) {
            message.addRecord(record, section);
        }
    }

    private @Nullable Record record(Random random) {
        try {
            Name owner = Name.fromString(OWNERS.get(random.nextInt(OWNERS.size())), origin);
            int type = TYPES.get(random.nextInt(TYPES.size()));
            int dclass = CLASSES.get(random.nextInt(CLASSES.size()));
            long ttl = random.nextInt(3) == 0 ? random.nextInt(Integer.MAX_VALUE) : 0;
            if (random.nextInt(3) == 0) {
                return Record.newRecord(owner, type, dclass, ttl);
            }
            byte[] data = new byte[random.nextInt(40)];
            random.nextBytes(data);
            return Record.newRecord(owner, type, dclass, ttl, data);
        } catch (TextParseException | RuntimeException e) {
            return null;
        }
    }

    private byte[] whole(Random random) {
        Message message;
        switch (random.nextInt(5)) {
            case 0 -> {
                message = new Update(origin);
                message.addRecord(new TXTRecord(origin, DClass.IN, 5, "v=fs1"), Section.UPDATE);
                message.setTSIG(key.tsig(), Rcode.NOERROR, null);
            }
            case 1 -> {
                message = new Update(origin);
                message.addRecord(new TXTRecord(origin, DClass.IN, 0, "v=fs1"), Section.PREREQ);
            }
            default -> {
                int type = TYPES.get(random.nextInt(TYPES.size()));
                message = Message.newQuery(Record.newRecord(origin, type, DClass.IN));
                message.addRecord(new OPTRecord(1_232, 0, 0), Section.ADDITIONAL);
                if (random.nextInt(3) == 0) {
                    message.setTSIG(key.tsig(), Rcode.NOERROR, null);
                }
            }
        }
        return message.toWire(65_535);
    }

    private static byte[] header(Random random) {
        Message message = new Message(random.nextInt(65_536));
        message.getHeader().setOpcode(random.nextInt(6));
        message.getHeader().setFlag(Flags.TC);
        byte[] bytes = message.toWire();
        bytes[4 + 2 * random.nextInt(4) + 1] = 1;
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(8)) {
            case 0 -> changed = Arrays.copyOf(changed, at);
            case 1 -> changed = Arrays.copyOf(changed, bytes.length + random.nextInt(64));
            case 2 -> changed[at] = (byte) 0xc0;
            case 3 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 4 -> changed[Math.min(2, bytes.length - 1)] ^= (byte) 0x02;
            case 5 -> changed[Math.min(2, bytes.length - 1)] = (byte) (random.nextInt(16) << 3);
            case 6 -> changed[Math.min(4 + random.nextInt(8), bytes.length - 1)] = (byte) random.nextInt(4);
            default -> changed[at] = (byte) random.nextInt(256);
        }
        return changed;
    }
}

package io.farspan.local.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/**
 * What somebody can do to the embedded server by sending it arbitrary messages. {@code -Dfarspan.fuzz=10} makes ten
 * times as many messages, {@code -Dfarspan.fuzz.seed} others.
 */
class HostileMessageTest {

    private static final String ZONE = "map.farspan.test";
    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final DnsLimits SMALL = new DnsLimits(8, Duration.ofSeconds(20), Duration.ofMillis(300));
    private static final int TIMES = Integer.getInteger("farspan.fuzz", 1);
    private static final long SEED = Long.getLong("farspan.fuzz.seed", 12);

    /** {@code pack('>6H', 1, 0x200, 0, 0, 0, 1)}: truncated, and one additional record that is not there. */
    private static final byte[] TWELVE_BYTES = HexFormat.of().parseHex("000102000000000000000001");

    @TempDir
    Path directory;

    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        server = open();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void twelveBytesThatPromiseARecordAreAFormatError() throws IOException {
        assertThat(rcode(overUdp(TWELVE_BYTES))).isEqualTo(Rcode.FORMERR);
        assertThat(rcode(overTcp(TWELVE_BYTES))).isEqualTo(Rcode.FORMERR);
        assertThatTheServerAnswers();
    }

    @Test
    void whateverIsThrownAtAMessageIsAFormatErrorThatIsCountedAndLoggedOnce() throws Exception {
        // given a signed update whose record has a TTL that dnsjava refuses by an exception
        Update update = new Update(name("@"));
        update.addRecord(Record.newRecord(name("a"), Type.A, DClass.ANY, 0), Section.UPDATE);
        byte[] unsigned = update.toWire();
        unsigned[unsigned.length - 6] = (byte) 0xff;

        // when
        IncidentLog trouble = new IncidentLog();
        try (Journal journal = Journal.open(directory.resolve("other"), new Zone(ZONE))) {
            Answerer answerer = new Answerer(new Zone(ZONE), TsigKey.parse(TSIG), journal, trouble);
            for (int i = 0; i < 100; i++) {
                assertThat(rcode(answerer.answer(unsigned, true))).isEqualTo(Rcode.FORMERR);
            }
        }

        // then
        assertThat(trouble.count()).isEqualTo(100);
        assertThat(trouble.kinds()).isBetween(1, 2);
    }

    @Test
    void aHundredThousandBrokenMessagesAreAnswered() throws Exception {
        // given
        MessageFuzz fuzz = new MessageFuzz(SEED, ZONE, TSIG);
        Zone zone = new Zone(ZONE);
        Path file = directory.resolve("fuzzed");
        IncidentLog trouble = new IncidentLog();
        int[] rcodes = new int[16];
        try (Journal journal = Journal.open(file, zone)) {
            Answerer answerer = new Answerer(zone, TsigKey.parse(TSIG), journal, trouble);
            for (int i = 0; i < 100_000 * TIMES; i++) {
                byte[] message = fuzz.message(i);

                // when, then
                int number = i;
                assertThatCode(() -> rcodes[check(message, answerer.answer(message, number % 2 == 0))]++)
                        .as("seed %d, message %d: %s", SEED, i, HexFormat.of().formatHex(message))
                        .doesNotThrowAnyException();
            }
        }

        // then every kind of answer occurred, and acknowledged changes can be read again
        assertThat(rcodes[Rcode.NOERROR]).isPositive();
        assertThat(rcodes[Rcode.FORMERR]).isPositive();
        assertThat(trouble.kinds()).isLessThan(10);
        Zone again = new Zone(ZONE);
        Journal.open(file, again).close();
        assertThat(again.soa()).isEqualTo(zone.soa());
        for (String owner : List.of("@", "a", "b", "a.b", "_home.shop", "*", "\\000")) {
            assertThat(again.records(name(owner), Type.ANY)).isEqualTo(zone.records(name(owner), Type.ANY));
        }
    }

    @Test
    void twoThousandBrokenMessagesOverTheNetworkLeaveServerAndThreadsAsTheyWere() throws Exception {
        // given
        assertThatTheServerAnswers();
        MessageFuzz fuzz = new MessageFuzz(SEED + 1, ZONE, TSIG);

        // when
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2_000 * TIMES; i++) {
                byte[] message = fuzz.message(i);
                if (i % 2 == 0) {
                    udp.send(new DatagramPacket(message, message.length, to()));
                } else {
                    try (Socket tcp = connect()) {
                        tcp.getOutputStream().write(framed(message));
                        tcp.shutdownOutput();
                        tcp.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new AssertionError("seed " + (SEED + 1) + ", message " + i, e);
                    }
                }
            }
        }

        // then
        assertThatTheServerAnswers();
        assertThat(threads()).isLessThanOrEqualTo(3 + SMALL.connections() + 16);
        await().atMost(Duration.ofSeconds(20)).until(() -> threads() <= 4);
    }

    @Test
    void idleConnectionsAreNotAllowedToKeepOthersOut() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                idle.add(connect());
            }
            assertThat(rcode(overTcp(query(name("@"), Type.SOA)))).isEqualTo(Rcode.NOERROR);
            assertThat(threads()).isLessThanOrEqualTo(3 + SMALL.connections() + 16);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void aMessageThatTricklesInIsGivenUp() throws Exception {
        try (Socket slow = connect()) {
            OutputStream out = slow.getOutputStream();
            out.write(new byte[] {1, 0});
            slow.setSoTimeout(20);
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(30))
                    .until(() -> {
                        try {
                            out.write(0);
                            return slow.getInputStream().read() < 0;
                        } catch (java.net.SocketTimeoutException e) {
                            return false;
                        } catch (IOException e) {
                            return true;
                        }
                    });
        }
        assertThatTheServerAnswers();
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsGivenUp() throws Exception {
        // given an answer of 60,000 bytes
        Update update = new Update(name("@"));
        update.add(new TXTRecord(name("big"), DClass.IN, 5, Collections.nCopies(240, "x".repeat(250))));
        assertThat(resolver().send(update).getRcode()).isEqualTo(Rcode.NOERROR);
        byte[] question = framed(query(name("big"), Type.TXT));

        // when
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(to());
            Thread asking = new Thread(() -> {
                try {
                    while (true) {
                        deaf.getOutputStream().write(question);
                    }
                } catch (IOException e) {
                    // Given up.
                }
            });
            asking.setDaemon(true);
            asking.start();

            // then
            await().atMost(Duration.ofSeconds(10)).until(() -> !asking.isAlive());
        }
        assertThatTheServerAnswers();
    }

    @Test
    void anUpdateWithARecordItMustNotHaveChangesNothing() throws Exception {
        Record good = new TXTRecord(name("a"), DClass.IN, 5, "kept out");
        List<Record> bad = List.of(
                Record.newRecord(name("a"), Type.ANY, DClass.IN, 0),
                Record.newRecord(name("a"), Type.TXT, DClass.IN, 5),
                Record.newRecord(name("a"), Type.AXFR, DClass.ANY, 0),
                Record.newRecord(name("a"), Type.ANY, DClass.NONE, 0),
                Record.newRecord(name("a"), Type.A, DClass.ANY, 5),
                Record.newRecord(name("a"), 200, DClass.IN, 0, new byte[] {1}),
                new TXTRecord(name("a"), DClass.CHAOS, 5, "x"),
                new TXTRecord(name("a"), DClass.NONE, 5, "x"));
        for (Record record : bad) {
            Update update = new Update(name("@"));
            update.addRecord(good, Section.UPDATE);
            update.addRecord(record, Section.UPDATE);
            assertThat(resolver().send(update).getRcode()).as(record.toString()).isEqualTo(Rcode.FORMERR);
        }
        for (Record record : List.of(
                Record.newRecord(name("a"), Type.TXT, DClass.IN, 0),
                Record.newRecord(name("a"), Type.ANY, DClass.ANY, 7),
                new TXTRecord(name("a"), DClass.CHAOS, 0, "x"))) {
            Update update = new Update(name("@"));
            update.addRecord(record, Section.PREREQ);
            update.addRecord(good, Section.UPDATE);
            assertThat(resolver().send(update).getRcode()).as(record.toString()).isEqualTo(Rcode.FORMERR);
        }
        assertThat(ask(name("a"), Type.TXT).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void theZoneKeepsItsSoaItsNameServerAndItsAliasesAlone() throws Exception {
        // given
        Record soa = ask(name("@"), Type.SOA).getSection(Section.ANSWER).get(0);
        Record nameServer = ask(name("@"), Type.NS).getSection(Section.ANSWER).get(0);
        Record alias = new CNAMERecord(name("alias"), DClass.IN, 5, name("a"));
        Update first = new Update(name("@"));
        first.add(alias);
        first.add(new ARecord(name("host"), DClass.IN, 5, InetAddress.getLoopbackAddress()));
        assertThat(resolver().send(first).getRcode()).isEqualTo(Rcode.NOERROR);

        // when
        Update update = new Update(name("@"));
        update.delete(soa);
        update.delete(nameServer);
        update.delete(name("@"));
        update.add(new TXTRecord(name("alias"), DClass.IN, 5, "beside"));
        update.add(new CNAMERecord(name("host"), DClass.IN, 5, name("a")));
        assertThat(resolver().send(update).getRcode()).isEqualTo(Rcode.NOERROR);
        server.close();
        server = open();

        // then, also after the journal was read again
        assertThat(ask(name("@"), Type.SOA).getSection(Section.ANSWER)).hasSize(1);
        assertThat(ask(name("@"), Type.NS).getSection(Section.ANSWER)).containsExactly(nameServer);
        assertThat(ask(name("alias"), Type.ANY).getSection(Section.ANSWER)).containsExactly(alias);
        assertThat(ask(name("host"), Type.CNAME).getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void theWholeZoneIsNotForTheAsking() throws IOException {
        assertThat(rcode(overTcp(query(name("@"), Type.AXFR)))).isEqualTo(Rcode.REFUSED);
        assertThat(rcode(overTcp(query(name("@"), Type.IXFR)))).isEqualTo(Rcode.REFUSED);
        assertThat(rcode(overTcp(query(name("@"), Type.MAILB)))).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void aJournalThatEndsInRubbishIsReadAsFarAsItGoes() throws Exception {
        // given a length that no message has
        server.close();
        Path file = directory.resolve("journal");
        byte[] journal = Files.readAllBytes(file);
        Files.write(
                file,
                ByteBuffer.allocate(journal.length + 20)
                        .put(journal)
                        .putInt(Integer.MAX_VALUE)
                        .array());

        // when, then
        server = open();
        assertThatTheServerAnswers();
    }

    private DnsServer open() throws IOException {
        return DnsServer.start(
                ZONE,
                TSIG,
                directory.resolve("journal"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SMALL);
    }

    /** The response code of an answer that is one; 15 for none. */
    private static int check(byte[] message, byte[] answer) throws IOException {
        if (answer.length == 0) {
            assertThat(message.length < Header.LENGTH || new Header(message).getFlag(Flags.QR))
                    .isTrue();
            return 15;
        }
        assertThat(Arrays.copyOf(answer, 2)).isEqualTo(Arrays.copyOf(message, 2));
        assertThat(new Header(answer).getFlag(Flags.QR)).isTrue();
        return rcode(answer);
    }

    private void assertThatTheServerAnswers() throws IOException {
        assertThat(ask(name("@"), Type.SOA).getSection(Section.ANSWER)).hasSize(1);
        assertThat(rcode(overTcp(query(name("@"), Type.SOA)))).isEqualTo(Rcode.NOERROR);
    }

    private long threads() {
        String name = "dns " + to().getPort();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private Message ask(Name name, int type) throws IOException {
        return new Message(overUdp(query(name, type)));
    }

    private SimpleResolver resolver() {
        SimpleResolver resolver = new SimpleResolver(to());
        resolver.setTCP(true);
        resolver.setTSIGKey(TsigKey.parse(TSIG).tsig());
        return resolver;
    }

    private byte[] overUdp(byte[] message) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(5_000);
            socket.send(new DatagramPacket(message, message.length, to()));
            DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private byte[] overTcp(byte[] message) throws IOException {
        try (Socket socket = connect()) {
            new DataOutputStream(socket.getOutputStream()).write(framed(message));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(to(), 5_000);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private InetSocketAddress to() {
        String address = server.address();
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.indexOf(':') + 1)));
    }

    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    private static byte[] query(Name name, int type) {
        return Message.newQuery(Record.newRecord(name, type, DClass.IN)).toWire();
    }

    private static int rcode(byte[] answer) {
        return answer[3] & 0xf;
    }

    private static Name name(String relative) {
        try {
            return Name.fromString(relative, Name.fromString(ZONE, Name.root));
        } catch (IOException e) {
            throw new IllegalArgumentException(relative, e);
        }
    }
}

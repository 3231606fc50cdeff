package io.farspan.local.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How the map's provider copes with a failing server, and how the embedded server copes with failures of its own. */
class MapTroubleTest {

    private static final String ZONE = "map.farspan.test";
    private static final String TSIG_KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final String WRONG_KEY = "hmac-sha256:farspan:d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3JvbmctMDE=";

    @TempDir
    Path directory;

    private DnsServer server;
    private LocationMap map;

    @BeforeEach
    void start() throws IOException {
        server = open();
        map = map(server.address(), TSIG_KEY);
        commit(map, create("shop"));
    }

    @AfterEach
    void stop() throws IOException {
        map.close();
        server.close();
    }

    @Test
    void whatWasAcknowledgedSurvivesACrashAndWhatWasCutShortDoesNot() throws IOException {
        // given
        commit(map, MapChange.of(head(map), List.of(new MapChange.PutInstance(instance("i-1")))));
        MapHead before = head(map);
        server.close();
        byte[] journal = Files.readAllBytes(directory.resolve("journal"));
        Files.write(directory.resolve("journal"), Arrays.copyOf(journal, journal.length + 7));

        // when
        server = open();
        try (LocationMap reopened = map(server.address(), TSIG_KEY)) {
            // then
            assertThat(head(reopened)).isEqualTo(before);
            assertThat(await(reopened.instances("shop", "aws1")).instances()).containsExactly(instance("i-1"));
            assertThat(commit(reopened, MapChange.of(before, List.of()))).isInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    void anotherKeyChangesNothing() {
        try (LocationMap stranger = map(server.address(), WRONG_KEY)) {
            assertThat(commit(stranger, MapChange.of(head(map), List.of())))
                    .isInstanceOfSatisfying(CommitResult.Unreachable.class, refused -> assertThat(refused.detail())
                            .contains("farspan.map.tsig"));
        }
        try (LocationMap nobody = LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(server.address()), Duration.ofSeconds(2), Map.of()))) {
            assertThat(commit(nobody, MapChange.of(head(map), List.of()))).isInstanceOf(CommitResult.Unreachable.class);
        }
        assertThat(head(map).generation()).isEqualTo(1);
    }

    @Test
    void aServerWhoseNameIsUnknownLeavesReadingToTheNextOne() {
        // given
        try (LocationMap two = map(List.of("ns.farspan.invalid:53", server.address()), TSIG_KEY);
                LocationMap one = map("ns.farspan.invalid:53", TSIG_KEY)) {
            // when, then
            assertThat(head(two)).isEqualTo(head(map));
            assertThatThrownBy(() -> head(one)).hasMessageContaining("ns.farspan.invalid:53");
        }
    }

    @Test
    void anAnswerTooLargeForADatagramIsReadOverTcp() throws Exception {
        // given one shard with far more than fits into 1,232 bytes
        String strings = IntStream.range(0, 100)
                .mapToObj(i -> "\"i-" + i + ",10.0.0.1:8778,up\"")
                .reduce("\"v=fs1;r=1\"", (one, other) -> one + " " + other);
        put("_index.aws1.i.shop", "\"v=fs1;shards=1;instances=100\"");
        put("s0.aws1.i.shop", strings);

        // when, then
        assertThat(await(map.instances("shop", "aws1")).instances()).hasSize(100);
        SimpleResolver udpOnly = resolver();
        udpOnly.setIgnoreTruncation(true);
        Message answer = udpOnly.send(Message.newQuery(
                Record.newRecord(Name.fromString("s0.aws1.i.shop." + ZONE + "."), Type.TXT, DClass.IN)));
        assertThat(answer.getHeader().getFlag(Flags.TC)).isTrue();
    }

    @Test
    void recordsThatDoNotParseCostWhatTheyDescribeAndNothingElse() throws Exception {
        // given
        commit(map, MapChange.of(head(map), List.of(new MapChange.PutInstance(instance("i-1")))));
        put("_function._tcp.az1.shop", "\"v=fs2;kind=azure\"");
        put("_index.az1.i.shop", "\"rubbish\"");

        // when
        Routes routes = await(map.routes("shop"));

        // then
        assertThat(routes.functions()).containsOnlyKeys("aws1");
        assertThat(routes.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.location()).contains("az1");
            assertThat(fault.detail()).contains("fs2");
        });
        assertThat(await(map.instances("shop", "aws1")).instances()).hasSize(1);
        assertThat(await(map.instances("shop", "az1")).faults()).hasSize(1);
    }

    @Test
    void aHeadThatDoesNotParseIsSaidToBeInvalid() throws Exception {
        put("_home.shop", "\"v=fs1;home=dc1\"");
        assertThatThrownBy(() -> head(map)).isInstanceOfSatisfying(FarspanException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.MAP_RECORD_INVALID);
            assertThat(failure.getMessage()).contains("_home.shop.map.farspan.test");
        });
    }

    @Test
    void aServerThatAnswersServfailIsPassedOver() throws IOException {
        try (DatagramSocket failing = failing(Rcode.SERVFAIL);
                LocationMap alone = map("127.0.0.1:" + failing.getLocalPort(), TSIG_KEY);
                LocationMap both = map(List.of("127.0.0.1:" + failing.getLocalPort(), server.address()), TSIG_KEY)) {
            assertThatThrownBy(() -> head(alone)).isInstanceOfSatisfying(FarspanException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ProblemCode.MAP_UNREACHABLE);
                assertThat(failure.getMessage()).contains("SERVFAIL");
            });
            assertThat(head(both)).isEqualTo(head(map));
        }
    }

    @Test
    void aLostReplyIsSettledByReading() throws IOException {
        // given a link to the server that drops what comes back over TCP
        try (ReplySwallower swallower = new ReplySwallower(server.address());
                LocationMap far = map(swallower.address(), TSIG_KEY)) {
            MapHead before = head(far);

            // when
            CommitResult result = commit(far, MapChange.of(before, List.of()));

            // then
            assertThat(result).isInstanceOf(CommitResult.Committed.class);
            assertThat(head(map).generation()).isEqualTo(before.generation() + 1);
        }
    }

    @Test
    void theServerAnswersWhatIsNotDnsWithAFormatError() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(5_000);
            InetSocketAddress to = address(server.address());
            byte[] nonsense = {1, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 77};
            socket.send(new DatagramPacket(nonsense, nonsense.length, to));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            assertThat(answer.getData()[3] & 0xf).isEqualTo(Rcode.FORMERR);
            assertThat(head(map).epoch()).isEqualTo(1);
        }
    }

    private DnsServer open() throws IOException {
        return DnsServer.start(
                ZONE,
                TSIG_KEY,
                directory.resolve("journal"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static LocationMap map(String server, String tsig) {
        return map(List.of(server), tsig);
    }

    private static LocationMap map(List<String> servers, String tsig) {
        return LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, servers, Duration.ofMillis(700), Map.of("tsig", tsig)));
    }

    private static MapChange create(String application) {
        return new MapChange(
                Optional.empty(),
                MapHead.first(application, "dc1", List.of()),
                List.of(new MapChange.PutFunction(function("aws1")), new MapChange.PutFunction(function("az1"))));
    }

    private static FunctionEndpoint function(String location) {
        return new FunctionEndpoint(
                location,
                "fn." + location + "." + ZONE,
                Optional.of(InetAddress.getLoopbackAddress()),
                8443,
                "",
                "server",
                false,
                1);
    }

    private static InstanceEntry instance(String name) {
        return new InstanceEntry(
                new InstanceId("aws1", name), "10.0.0.1", 8778, InstanceEntry.State.UP, Map.of("tier", "web"));
    }

    private static MapHead head(LocationMap map) {
        return await(map.head("shop"));
    }

    private static CommitResult commit(LocationMap map, MapChange change) {
        return await(map.commit(change));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(20));
    }

    private SimpleResolver resolver() throws IOException {
        return new SimpleResolver(address(server.address()));
    }

    private static InetSocketAddress address(String text) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(text.substring(text.indexOf(':') + 1)));
    }

    /** Replaces a TXT record behind Farspan's back. */
    private void put(String name, String strings) throws IOException {
        SimpleResolver resolver = resolver();
        resolver.setTCP(true);
        String[] key = TSIG_KEY.split(":");
        resolver.setTSIGKey(new TSIG(key[0], key[1], key[2]));
        Update update = new Update(Name.fromString(ZONE + "."));
        Name owner = Name.fromString(name + "." + ZONE + ".");
        update.delete(owner, Type.TXT);
        update.add(Record.fromString(owner, Type.TXT, DClass.IN, 30, strings, Name.root));
        assertThat(resolver.send(update).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    /** A server that answers every query with one response code. */
    private static DatagramSocket failing(int rcode) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
                socket.receive(packet);
                Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                answer.getHeader().setFlag(Flags.QR);
                answer.getHeader().setRcode(rcode);
                byte[] bytes = answer.toWire();
                socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            }
        });
        return socket;
    }

    /** Carries UDP both ways and TCP one way only. */
    private static final class ReplySwallower implements AutoCloseable {

        private final ServerSocket tcp = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());

        ReplySwallower(String target) throws IOException {
            InetSocketAddress to = MapTroubleTest.address(target);
            daemon(() -> {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
                    udp.receive(packet);
                    try (DatagramSocket onward = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                        onward.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
                        DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
                        onward.receive(answer);
                        udp.send(new DatagramPacket(answer.getData(), answer.getLength(), packet.getSocketAddress()));
                    }
                }
            });
            daemon(() -> {
                while (true) {
                    Socket near = tcp.accept();
                    daemon(() -> swallow(near, to));
                }
            });
        }

        private static void swallow(Socket near, InetSocketAddress to) throws IOException {
            try (Socket far = new Socket()) {
                far.connect(to);
                DataInputStream in = new DataInputStream(near.getInputStream());
                byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                DataOutputStream out = new DataOutputStream(far.getOutputStream());
                out.writeShort(message.length);
                out.write(message);
                out.flush();
                new DataInputStream(far.getInputStream()).readUnsignedShort();
                in.read();
            }
        }

        String address() {
            return "127.0.0.1:" + tcp.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            tcp.close();
            udp.close();
        }
    }

    /** A task that ends when its socket is closed. */
    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The socket was closed: the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}

package io.farspan.provider.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/**
 * What a map's server can do to its readers. {@code -Dfarspan.fuzz=10} makes ten times as many answers, {@code
 * -Dfarspan.fuzz.seed} others.
 */
class HostileAnswerTest {

    private static final String ZONE = "map.farspan.test";
    private static final String KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final Duration TIMEOUT = Duration.ofMillis(1_000);
    private static final Set<ProblemCode> ALLOWED =
            Set.of(ProblemCode.MAP_UNREACHABLE, ProblemCode.MAP_RECORD_INVALID, ProblemCode.APPLICATION_UNKNOWN);
    private static final int TIMES = Integer.getInteger("farspan.fuzz", 1);
    private static final long SEED = Long.getLong("farspan.fuzz.seed", 12);
    private static final MapHead HEAD = new MapHead("shop", "dc1", List.of("aws1"), 1, "0123456789abcdef", 1);

    private HostileServer server;
    private LocationMap map;

    @BeforeEach
    void start() throws IOException {
        server = new HostileServer((query, udp) -> good(query).toWire());
        map = map(Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        map.close();
        server.close();
    }

    @Test
    void aGoodServerIsUnderstood() {
        assertThat(await(map.head("shop"))).isEqualTo(HEAD);
        Routes routes = await(map.routes("shop"));
        assertThat(routes.functions()).containsOnlyKeys("aws1");
        assertThat(routes.traffic()).hasSize(1);
        assertThat(routes.tool()).isPresent();
        assertThat(routes.faults()).isEmpty();
        assertThat(await(map.instances("shop", "aws1")).instances()).hasSize(1);
    }

    @Test
    void brokenAnswersAreProblemsOfTheMapAndNothingElse() {
        int most = 0;
        for (int i = 0; i < 2_000 * TIMES; i++) {
            // given
            int number = i;
            server.behave((query, udp) -> broken(query, udp, random(number, query)));
            long before = System.nanoTime();

            // when
            @Nullable Throwable failure = failure(number % 5);

            // then
            String which = "seed " + SEED + ", answer " + i;
            if (failure != null && !(failure instanceof FarspanException farspan && ALLOWED.contains(farspan.code()))) {
                fail(which, failure);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as(which)
                    .isLessThan(TIMEOUT.multipliedBy(4 * 2 * 3));
            most = Math.max(most, server.queries());
        }
        assertThat(most).isLessThan(4 * (1_024 + 10));

        // then the selector thread and everything else is alive
        server.behave((query, udp) -> good(query).toWire());
        assertThat(await(map.head("shop"))).isEqualTo(HEAD);
    }

    @Test
    void aTruncatedAnswerThatPromisesRecordsIsNoAnswer() {
        // given the defect in dnsjava's getTSIG, which is called where answers are signed
        server.behave((query, udp) -> {
            byte[] answer = good(query).toWire();
            answer[2] |= 0x02;
            answer[11] = 1;
            return answer;
        });

        // when, then
        assertUnreachable(map.head("shop"), "truncated");
        try (LocationMap writer = map(Optional.of(KEY))) {
            assertThat(await(writer.commit(MapChange.of(HEAD, List.of()))))
                    .isInstanceOf(CommitResult.Unreachable.class);
        }
    }

    @Test
    void aChangeThatNobodySignedForIsNotTakenForCommitted() {
        try (LocationMap writer = map(Optional.of(KEY))) {
            assertThat(await(writer.commit(MapChange.of(HEAD, List.of()))))
                    .isInstanceOfSatisfying(CommitResult.Unreachable.class, result -> assertThat(result.detail())
                            .contains("not signed"));
        }
    }

    @Test
    void aServerThatTricklesItsAnswerOverTcpIsGivenUpInTime() {
        // given an answer that trickles for minutes without ever pausing long
        server.trickle();
        server.behave((query, udp) -> {
            Message answer = good(query);
            answer.getHeader().setFlag(Flags.TC);
            return Arrays.copyOf(answer.toWire(), udp ? 512 : 60_000);
        });

        // when
        long before = System.nanoTime();
        assertUnreachable(map.head("shop"), "no reply in time");

        // then it takes two rounds of UDP and TCP, and delays nobody else
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TIMEOUT.multipliedBy(5));
    }

    @Test
    void whatComesAfterAFailureMayBlockWithoutStoppingOtherReads() throws Exception {
        // given one read whose failure handler is slow
        server.behave((query, udp) -> query.getQuestion().getName().toString().contains("slow")
                ? new byte[0]
                : good(query).toWire());
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<MapHead> slow = map.head("slow")
                .onFailure()
                .invoke(() -> {
                    reached.countDown();
                    try {
                        over.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .subscribeAsCompletionStage();
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();

        // when, then
        assertThat(await(map.head("shop"))).isEqualTo(HEAD);
        over.countDown();
        assertThatThrownBy(slow::join).hasCauseInstanceOf(FarspanException.class);
    }

    @Test
    void anIndexOfTwoThousandMillionShardsCostsOneQuery() {
        // given
        server.behave((query, udp) -> answer(query, text(query, "v=fs1;shards=2000000000;instances=2000000000"))
                .toWire());

        // when
        InstanceListing listing = await(map.instances("shop", "aws1"));

        // then
        assertThat(listing.faults()).singleElement().satisfies(fault -> assertThat(fault.detail())
                .contains("1024 shards"));
        assertThat(server.queries()).isEqualTo(1);
        assertInvalid(map.instance("shop", new InstanceId("aws1", "i-1")));
        assertInvalid(map.commit(MapChange.of(
                HEAD,
                List.of(new MapChange.PutInstance(new InstanceEntry(
                        new InstanceId("aws1", "i-1"), "10.0.0.1", 8778, InstanceEntry.State.UP, Map.of()))))));
    }

    @Test
    void pointersWithoutEndCostABoundedNumberOfQueries() {
        // given
        server.behave((query, udp) -> {
            List<Record> pointers = new ArrayList<>();
            if (query.getQuestion().getType() == Type.PTR) {
                IntStream.range(0, 1_500)
                        .forEach(i -> pointers.add(new PTRRecord(
                                query.getQuestion().getName(), DClass.IN, 5, name("_function._tcp.l" + i + ".shop"))));
            }
            return answer(query, pointers.toArray(new Record[0])).toWire(udp ? 1_232 : 65_535);
        });

        // when
        Routes routes = await(map.routes("shop"));

        // then
        assertThat(server.queries()).isLessThan(600);
        assertThat(routes.faults())
                .anySatisfy(fault -> assertThat(fault.detail()).contains("1500"));
    }

    @Test
    void targetsThatNameNothingAreFaults() {
        // given
        server.behave((query, udp) -> {
            Name owner = query.getQuestion().getName();
            return switch (query.getQuestion().getType()) {
                case Type.PTR ->
                    answer(query, new PTRRecord(owner, DClass.IN, 5, Name.root)).toWire();
                case Type.SRV ->
                    answer(query, new SRVRecord(owner, DClass.IN, 5, 0, 1, 443, Name.root))
                            .toWire();
                default -> good(query).toWire();
            };
        });

        // when
        Routes routes = await(map.routes("shop"));

        // then
        assertThat(routes.functions()).isEmpty();
        assertThat(routes.traffic()).isEmpty();
        assertThat(routes.tool()).isEmpty();
        assertThat(routes.faults()).hasSize(3);
    }

    private @Nullable Throwable failure(int kind) {
        Uni<?> read =
                switch (kind) {
                    case 0 -> map.head("shop");
                    case 1 -> map.routes("shop");
                    case 2 -> map.instances("shop", "aws1");
                    case 3 -> map.instance("shop", new InstanceId("aws1", "i-1"));
                    default ->
                        map.commit(MapChange.of(
                                HEAD, List.of(new MapChange.RemoveInstance(new InstanceId("aws1", "i-1")))));
                };
        return read.onItem()
                .transform(item -> Optional.<Throwable>empty())
                .onFailure()
                .recoverWithItem(Optional::of)
                .await()
                .atMost(Duration.ofSeconds(60))
                .orElse(null);
    }

    private static Random random(int number, Message query) {
        return new Random((SEED * 1_000_003 + number) * 31
                + query.getQuestion().toString().hashCode());
    }

    /** A defective answer: half of the time in its bytes, half of the time in its content. */
    private static byte[] broken(Message query, boolean udp, Random random) {
        Message answer = random.nextInt(2) == 0 ? absurd(query, random) : good(query);
        byte[] bytes = answer.toWire(udp ? 1_232 : 65_535);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = 2 + random.nextInt(bytes.length - 2);
            switch (random.nextInt(8)) {
                case 0 -> bytes = Arrays.copyOf(bytes, Math.max(3, at));
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(20));
                case 2 -> bytes[at] = (byte) 0xc0;
                case 3 -> bytes[2] ^= 0x02;
                case 4 -> bytes[2] ^= (byte) (random.nextInt(16) << 3);
                case 5 -> bytes[Math.min(4 + random.nextInt(8), bytes.length - 1)] = (byte) random.nextInt(3);
                case 6 -> bytes[random.nextInt(2)] ^= (byte) (random.nextInt(8) == 0 ? 1 : 0);
                default -> bytes[at] = (byte) random.nextInt(256);
            }
        }
        return bytes;
    }

    private static Message absurd(Message query, Random random) {
        Name owner = query.getQuestion().getName();
        List<Name> targets = List.of(
                Name.root,
                name("@"),
                name("a"),
                name("\\000\\255.b"),
                name("lb.aws1"),
                name("x.y.-.z"),
                name("_function._tcp.UPPER.shop"),
                name("_function._tcp.aws1.shop"));
        Name target = targets.get(random.nextInt(targets.size()));
        List<Record> records = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            records.add(
                    switch (query.getQuestion().getType()) {
                        case Type.PTR -> new PTRRecord(owner, DClass.IN, ttl(random), target);
                        case Type.SRV ->
                            new SRVRecord(
                                    owner,
                                    DClass.IN,
                                    ttl(random),
                                    0,
                                    random.nextInt(65_536),
                                    random.nextInt(3),
                                    target);
                        case Type.TXT -> absurdText(owner, random);
                        default -> new ARecord(owner, DClass.IN, ttl(random), InetAddress.getLoopbackAddress());
                    });
        }
        Message answer = answer(query, records.toArray(new Record[0]));
        if (random.nextInt(5) == 0) {
            answer.getHeader().setRcode(random.nextInt(16));
        }
        return answer;
    }

    private static Record absurdText(Name owner, Random random) {
        List<String> texts = List.of(
                "",
                ";",
                "=",
                "v=fs1",
                "v=fs1;r=x",
                "v=fs1;r=-1",
                "v=fs1;shards=-5;instances=1",
                "v=fs1;shards=2000000000;instances=1",
                "v=fs1;shards=99999999999;instances=1",
                "v=fs1;shards=40;instances=640",
                "v=fs1;home=dc1;standby=,,;epoch=0;nonce=;gen=9223372036854775808",
                "v=fs1;home=DC 1;standby=;epoch=1;nonce=0123456789abcdef;gen=1",
                "v=fs1;kind=lambda;path=//;epoch=1",
                "v=fs1;r=1");
        List<String> instances = List.of(
                "",
                ",,",
                "i-1,10.0.0.1:8778,up",
                "i-1,999.1.1.1:8778,up",
                "i-1,.1:2:80,up",
                "i-1,[::1]:0,up",
                "i-1,10.0.0.1:99999999999,up",
                "i-1,10.0.0.1:80,sideways",
                "I 1,10.0.0.1:80,up",
                "i-2,10.0.0.1:80,up,a=b,a",
                "\\000\\010\\255\\200",
                "i-3,example.org:80,up");
        if (random.nextInt(6) == 0) {
            byte[] data = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(200)];
            random.nextBytes(data);
            if (random.nextInt(2) == 0) {
                Arrays.fill(data, (byte) 0);
            }
            Record record = Record.newRecord(owner, Type.TXT, DClass.IN, ttl(random), data);
            return record == null ? new TXTRecord(owner, DClass.IN, 0, "") : record;
        }
        List<String> strings = new ArrayList<>();
        strings.add(texts.get(random.nextInt(texts.size())));
        for (int i = random.nextInt(5); i > 0; i--) {
            strings.add(instances.get(random.nextInt(instances.size())));
        }
        return new TXTRecord(owner, DClass.IN, ttl(random), strings);
    }

    private static long ttl(Random random) {
        return random.nextInt(2) == 0 ? Integer.MAX_VALUE : 0;
    }

    /** A map's server as a test scripts it. */
    private static Message good(Message query) {
        Name owner = query.getQuestion().getName();
        int type = query.getQuestion().getType();
        String relative = owner.relativize(name("@")).toString();
        if (query.getHeader().getOpcode() == Opcode.UPDATE) {
            return answer(query);
        }
        if (type == Type.A && owner.subdomain(name("@"))) {
            return answer(query, new ARecord(owner, DClass.IN, 5, InetAddress.getLoopbackAddress()));
        }
        return switch (relative + " " + Type.string(type)) {
            case "_home.shop TXT" ->
                answer(query, text(query, "v=fs1;home=dc1;standby=aws1;epoch=1;nonce=0123456789abcdef;gen=1"));
            case "_function._tcp.shop PTR" ->
                answer(query, new PTRRecord(owner, DClass.IN, 30, name("_function._tcp.aws1.shop")));
            case "_function._tcp.aws1.shop SRV" -> answer(query, service(query, "fn.aws1"));
            case "_function._tcp.aws1.shop TXT" -> answer(query, text(query, "v=fs1;path=;kind=lambda;epoch=1"));
            case "_tool._tcp.shop SRV" -> answer(query, service(query, "router.dc1"));
            case "_tool._tcp.shop TXT" -> answer(query, text(query, "v=fs1;tls=off;epoch=1"));
            case "_app._tcp.shop SRV" -> answer(query, service(query, "lb.aws1"));
            case "_index.aws1.i.shop TXT" -> answer(query, text(query, "v=fs1;shards=1;instances=1"));
            case "s0.aws1.i.shop TXT" -> answer(query, text(query, "v=fs1;r=1", "i-1,10.0.0.1:8778,up"));
            default -> answer(query);
        };
    }

    private static TXTRecord text(Message query, String... strings) {
        return new TXTRecord(query.getQuestion().getName(), DClass.IN, 5, List.of(strings));
    }

    private static SRVRecord service(Message query, String target) {
        return new SRVRecord(query.getQuestion().getName(), DClass.IN, 5, 0, 1, 443, name(target));
    }

    private static Message answer(Message query, Record... records) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        Arrays.stream(records).forEach(record -> answer.addRecord(record, Section.ANSWER));
        return answer;
    }

    private LocationMap map(Optional<String> key) {
        Map<String, String> options = key.map(it -> Map.of("tsig", it)).orElse(Map.of());
        return LocationMapProvider.createFrom(new MapConfig("dns", ZONE, List.of(server.address()), TIMEOUT, options));
    }

    private static void assertUnreachable(Uni<?> read, String why) {
        assertThatThrownBy(() -> await(read)).isInstanceOfSatisfying(FarspanException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.MAP_UNREACHABLE);
            assertThat(failure.getMessage()).contains(why);
        });
    }

    private static void assertInvalid(Uni<?> read) {
        assertThatThrownBy(() -> await(read))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.MAP_RECORD_INVALID));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }

    private static Name name(String relative) {
        try {
            return Name.fromString(relative, Name.fromString(ZONE, Name.root));
        } catch (TextParseException e) {
            throw new IllegalArgumentException(relative, e);
        }
    }
}

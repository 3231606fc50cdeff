package io.farspan.provider.record;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceEntry.State;
import io.farspan.provider.map.ServiceEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShardTest {

    @Test
    void oneMoreShardMovesInstancesOfOneOtherOnly() {
        for (int shards = 1; shards < 200; shards++) {
            // given
            int divided = Shard.dividedBy(shards);

            for (int i = 0; i < 2_000; i++) {
                // when
                int before = Shard.of("i-" + i, shards);
                int after = Shard.of("i-" + i, shards + 1);

                // then
                assertThat(before).isBetween(0, shards - 1);
                if (before != after) {
                    assertThat(before).isEqualTo(divided);
                    assertThat(after).isEqualTo(shards);
                }
            }
        }
    }

    @Test
    void tenThousandInstancesFitIntoDatagrams() throws Exception {
        // given
        Map<Integer, Map<String, InstanceEntry>> placed = new HashMap<>();
        int shards = ShardIndex.NONE.shardsFor(10_000);
        for (int i = 0; i < 10_000; i++) {
            String name = "i-0123456789" + i;
            placed.computeIfAbsent(Shard.of(name, shards), shard -> new HashMap<>())
                    .put(
                            name,
                            new InstanceEntry(new InstanceId("aws1", name), "10.20.30.40", 8778, State.UP, Map.of()));
        }

        // when
        long fitting = placed.values().stream()
                .map(instances -> Shard.EMPTY.holding(instances).write(Name.root))
                .filter(record -> record.toWireCanonical().length < 1_100)
                .count();

        // then
        assertThat(fitting).isGreaterThan((long) (placed.size() * 0.97));
    }

    @Test
    void aServiceEndpointIsKeptWhateverItsAddressAndPath() throws Exception {
        for (ServiceEndpoint service : List.of(
                new ServiceEndpoint("10.2.3.4", 8443, Optional.empty()),
                new ServiceEndpoint("10.2.3.4", 8443, Optional.of("/")),
                new ServiceEndpoint("10.2.3.5", 80, Optional.of("/my-app_1/health.jsp?full=1")),
                new ServiceEndpoint("2001:db8:1:2:3:4:5:6", 65_535, Optional.of("/actuator/health/readiness")),
                new ServiceEndpoint("::1", 1, Optional.of("/%20+~@x")))) {
            // given
            InstanceEntry instance = new InstanceEntry(
                            new InstanceId("aws1", "i-1"), "10.2.3.4", 8778, State.UP, Map.of("tier", "web"))
                    .with(service);

            // when
            TXTRecord record = Shard.EMPTY.holding(Map.of("i-1", instance)).write(Name.root);

            // then
            assertThat(Shard.read("aws1", record).instances()).containsExactly(Map.entry("i-1", instance));
        }
    }

    @Test
    void aReleaseThatKnowsNoServicesReadsTheEntryAndKeepsTheEndpoint() throws Exception {
        // given what an earlier release reads as labels
        InstanceEntry instance = new InstanceEntry(
                        new InstanceId("aws1", "i-1"), "10.2.3.4", 8778, State.UP, Map.of("tier", "web"))
                .with(new ServiceEndpoint("2001:db8:1:2:3:4:5:6", 8443, Optional.of("/my-app/health")));
        String text = Attributes.strings(
                        Shard.EMPTY.holding(Map.of("i-1", instance)).write(Name.root))
                .get(1);
        Map<String, String> labels = new HashMap<>();
        for (String label : text.split(",", -1)) {
            String[] sides = label.split("=", 2);
            if (sides.length == 2) {
                labels.put(sides[0], sides[1]);
            }
        }

        // when it writes them again
        InstanceEntry older = new InstanceEntry(instance.id(), "10.2.3.4", 8778, State.DRAINING, labels);
        Shard read =
                Shard.read("aws1", Shard.EMPTY.holding(Map.of("i-1", older)).write(Name.root));

        // then
        assertThat(text).startsWith("i-1,10.2.3.4:8778,up,").endsWith(",tier=web");
        assertThat(labels).containsEntry("_p", "_my-2dapp_health").containsEntry("tier", "web");
        assertThat(read.instances().get("i-1").service()).isEqualTo(instance.service());
        assertThat(read.instances().get("i-1").labels()).isEqualTo(instance.labels());
    }

    @Test
    void anEndpointOfALaterReleaseStaysInTheRecord() throws Exception {
        // given
        String text = "i-1,10.0.0.1:8778,up,_p=_x,_s=10.0.0.1-8443-tls,tier=web";
        Name owner = Name.fromString("s0.aws1.i.shop.");

        // when
        Shard shard = Shard.read("aws1", Attributes.record(owner, 30, List.of("v=fs1;r=4", text)));

        // then
        assertThat(shard.instances().get("i-1").service()).isEmpty();
        assertThat(Attributes.strings(shard.holding(shard.instances()).write(owner)))
                .containsExactly("v=fs1;r=5", text);
    }

    @Test
    void sixteenInstancesWithTheirServicesFitIntoADatagram() throws Exception {
        // given
        Map<String, InstanceEntry> instances = new HashMap<>();
        for (int i = 10; i < 10 + Shard.CAPACITY; i++) {
            String name = "i-0123456789abcde" + i;
            instances.put(
                    name,
                    new InstanceEntry(new InstanceId("aws1", name), "10.20.30.40", 8778, State.UP, Map.of())
                            .with(new ServiceEndpoint("10.20.30.40", 8443, Optional.of("/health"))));
        }
        Name owner = Name.fromString("s127.aws1.i.shop.map.farspan.example.com.");

        // when
        Message answer = Message.newQuery(Record.newRecord(owner, Type.TXT, DClass.IN));
        answer.addRecord(
                new Shard(1_000, Map.of(), List.of(), List.of())
                        .holding(instances)
                        .write(owner),
                Section.ANSWER);
        answer.addRecord(new OPTRecord(1_232, 0, 0), Section.ADDITIONAL);

        // then
        assertThat(answer.toWire()).hasSizeLessThan(1_232);
    }

    @Test
    void whatCannotBeUnderstoodIsKeptAndNamed() throws Exception {
        // given
        TXTRecord record = Attributes.record(
                Name.fromString("s0.aws1.i.shop."),
                30,
                List.of("v=fs1;r=4", "i-1,10.0.0.1:8778,up", "rubbish", "i-2,example.org:1,up", "i-3,10.0.0.1:x,up"));

        // when
        Shard shard = Shard.read("aws1", record);

        // then
        assertThat(shard.instances()).containsOnlyKeys("i-1");
        assertThat(shard.faults()).hasSize(3).allSatisfy(fault -> assertThat(fault.record())
                .isEqualTo("s0.aws1.i.shop"));
        TXTRecord rewritten = shard.holding(Map.of()).write(Name.fromString("s0.aws1.i.shop."));
        assertThat(Attributes.strings(rewritten))
                .containsExactly("v=fs1;r=5", "rubbish", "i-2,example.org:1,up", "i-3,10.0.0.1:x,up");
    }

    @Test
    void bytesThatAreNotTextAreTheSameAfterAnyNumberOfRewritings() throws Exception {
        // given
        Name owner = Name.fromString("s0.aws1.i.shop.");
        String foreign = "\u0000\n\"\\\u00e9\u00ff;".repeat(30);
        TXTRecord record = Attributes.record(owner, 30, List.of("v=fs1;r=1", foreign));

        // when
        for (int i = 0; i < 5; i++) {
            record = Shard.read("aws1", record).holding(Map.of()).write(owner);
        }

        // then
        assertThat(Attributes.strings(record)).containsExactly("v=fs1;r=6", foreign);
    }

    @Test
    void aRecordWithNothingInItIsInvalid() throws Exception {
        Name owner = Name.fromString("s0.aws1.i.shop.");
        TXTRecord empty = (TXTRecord) Record.newRecord(owner, Type.TXT, DClass.IN, 30, new byte[0]);
        TXTRecord full = (TXTRecord) Record.newRecord(owner, Type.TXT, DClass.IN, 30, new byte[65_000]);
        assertThatThrownBy(() -> Shard.read("aws1", empty)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shard.read("aws1", full)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddressThatIsNoneIsNotLookedUp() throws Exception {
        TXTRecord record = Attributes.record(
                Name.fromString("s0.aws1.i.shop."),
                30,
                List.of("v=fs1;r=4", "i-1,999.1.1.1:8778,up", "i-2,.1:2:8778,up", "i-3,1.2.3:8778,up"));
        assertThat(Shard.read("aws1", record).faults()).hasSize(3).allSatisfy(fault -> assertThat(fault.detail())
                .contains("must be a literal IPv4 or IPv6 address"));
    }

    @Test
    void aLocationThatCannotBeReadIsNotGrownWithoutEnd() {
        assertThatThrownBy(() -> new ShardIndex(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardIndex(1, 2_000_000_000)).isInstanceOf(IllegalArgumentException.class);
        ShardPlan.Rewritten rewritten = new ShardPlan(Map.of(), Set.of("i-1"))
                .apply(new ShardIndex(1, 0), Map.of(0, Shard.EMPTY.holding(Map.of("i-1", entry("i-1")))));
        assertThat(rewritten.index().instances()).isZero();
    }

    private static InstanceEntry entry(String name) {
        return new InstanceEntry(new InstanceId("aws1", name), "10.0.0.1", 1, State.UP, Map.of());
    }

    @Test
    void aPlanNeverLosesAnInstance() {
        // given
        ShardIndex index = ShardIndex.NONE;
        Map<Integer, Shard> zone = new HashMap<>();
        Set<String> expected = new HashSet<>();
        for (int step = 0; step < 60; step++) {
            Map<String, InstanceEntry> put = new HashMap<>();
            for (int i = 0; i < 7; i++) {
                String name = "i-" + (step * 5 + i);
                put.put(name, new InstanceEntry(new InstanceId("aws1", name), "10.0.0.1", 1, State.UP, Map.of()));
            }
            Set<String> remove = Set.of("i-" + (step * 3));
            put.keySet().removeAll(remove);
            ShardPlan plan = new ShardPlan(put, remove);
            Map<Integer, Shard> read = new HashMap<>();
            plan.toRead(index).forEach(shard -> read.put(shard, zone.getOrDefault(shard, Shard.EMPTY)));

            // when
            ShardPlan.Rewritten rewritten = plan.apply(index, read);
            index = rewritten.index();
            zone.putAll(rewritten.shards());
            expected.removeAll(remove);
            expected.addAll(put.keySet());

            // then
            Set<String> found = new HashSet<>();
            int shards = index.shards();
            zone.forEach((number, shard) -> shard.instances().keySet().forEach(name -> {
                assertThat(Shard.of(name, shards)).isEqualTo(number);
                assertThat(found.add(name)).isTrue();
            }));
            assertThat(found).isEqualTo(expected);
            assertThat(index.instances()).isEqualTo(expected.size());
        }
    }
}

package io.farspan.provider.record;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.ToolEndpoint;
import io.farspan.provider.map.TrafficTarget;

/** Turns a change into records. */
public final class MapWriter {

    private static final long ROUTE_TTL = 30;
    private static final long FAST_TTL = 5;

    private final RecordNames names;
    private final MapReader reader;

    /** Reads what a change must know of the present records through {@code reader}. */
    public MapWriter(RecordNames names, MapReader reader) {
        this.names = names;
        this.reader = reader;
    }

    /** The records; reads the shards that the change touches, and writes nothing. */
    public Uni<RecordChanges> changes(MapChange change) {
        String application = change.next().application();
        Name home = names.home(application);
        RecordChanges.Builder update = new RecordChanges.Builder();
        Map<String, ShardPlan> plans = new TreeMap<>();
        for (MapChange.Edit edit : change.edits()) {
            add(update, application, change.next().epoch(), edit, plans);
        }
        List<Uni<Void>> shards = new ArrayList<>();
        plans.forEach((location, plan) -> shards.add(addShards(update, application, location, plan)));
        Uni<Void> all = shards.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(shards).andFailFast().replaceWithVoid();
        return all.map(done -> update.build(
                home,
                change.expected().map(expected -> HeadRecord.write(home, expected)),
                HeadRecord.write(home, change.next())));
    }

    private void add(
            RecordChanges.Builder update,
            String application,
            long epoch,
            MapChange.Edit edit,
            Map<String, ShardPlan> plans) {
        if (edit instanceof MapChange.PutFunction put) {
            addFunction(update, application, put.endpoint());
        } else if (edit instanceof MapChange.PutInstance put) {
            plan(plans, put.instance().id().location())
                    .put()
                    .put(put.instance().id().name(), put.instance());
        } else if (edit instanceof MapChange.RemoveInstance remove) {
            plan(plans, remove.id().location()).remove().add(remove.id().name());
        } else if (edit instanceof MapChange.PutTraffic put) {
            addTraffic(update, application, epoch, put.targets());
        } else if (edit instanceof MapChange.PutTool put) {
            addTool(update, application, epoch, put.endpoint());
        }
    }

    private void addFunction(RecordChanges.Builder update, String application, FunctionEndpoint endpoint) {
        Name owner = names.function(application, endpoint.location());
        update.add(new PTRRecord(names.functions(application), DClass.IN, ROUTE_TTL, owner));
        update.replace(owner, Type.SRV, List.of(server(owner, ROUTE_TTL, 0, endpoint.host(), endpoint.port())));
        Attributes attributes =
                Attributes.create().with("path", endpoint.path()).with("kind", endpoint.kind());
        if (!endpoint.tls()) {
            attributes.with("tls", "off");
        }
        attributes.with("epoch", endpoint.epoch());
        update.replace(owner, Type.TXT, List.of(attributes.record(owner, ROUTE_TTL)));
        endpoint.address().ifPresent(address -> addAddress(update, RecordNames.host(endpoint.host()), address));
    }

    private void addAddress(RecordChanges.Builder update, Name host, InetAddress address) {
        if (!host.subdomain(names.zone())) {
            throw new IllegalArgumentException(
                    host + " is not in the map's zone " + names.zone() + ": the map cannot hold its address");
        }
        boolean four = address instanceof Inet4Address;
        Record record = four
                ? new ARecord(host, DClass.IN, ROUTE_TTL, address)
                : new AAAARecord(host, DClass.IN, ROUTE_TTL, address);
        update.replace(host, record.getType(), List.of(record));
    }

    private void addTool(RecordChanges.Builder update, String application, long epoch, ToolEndpoint endpoint) {
        Name owner = names.tool(application);
        update.replace(owner, Type.SRV, List.of(server(owner, FAST_TTL, 0, endpoint.host(), endpoint.port())));
        Attributes attributes = Attributes.create();
        if (!endpoint.tls()) {
            attributes.with("tls", "off");
        }
        attributes.with("epoch", epoch);
        update.replace(owner, Type.TXT, List.of(attributes.record(owner, FAST_TTL)));
        endpoint.address().ifPresent(address -> addAddress(update, RecordNames.host(endpoint.host()), address));
    }

    private void addTraffic(RecordChanges.Builder update, String application, long epoch, List<TrafficTarget> targets) {
        Name owner = names.traffic(application);
        List<Record> servers = new ArrayList<>();
        Attributes weights = Attributes.create().with("epoch", epoch);
        for (TrafficTarget target : targets) {
            servers.add(server(owner, FAST_TTL, target.weight(), target.host(), target.port()));
            weights.with(target.location(), target.weight());
        }
        update.replace(owner, Type.SRV, servers);
        Name weightsOwner = names.weights(application);
        update.replace(weightsOwner, Type.TXT, List.of(weights.record(weightsOwner, FAST_TTL)));
    }

    private Uni<Void> addShards(RecordChanges.Builder update, String application, String location, ShardPlan plan) {
        return reader.index(application, location)
                .chain(index -> reader.shards(application, location, plan.toRead(index))
                        .invoke(read -> {
                            ShardPlan.Rewritten rewritten = plan.apply(index, read);
                            Name owner = names.shardIndex(application, location);
                            synchronized (update) {
                                update.replace(
                                        owner,
                                        Type.TXT,
                                        List.of(rewritten.index().write(owner)));
                                rewritten.shards().forEach((number, shard) -> {
                                    Name name = names.shard(application, location, number);
                                    update.replace(name, Type.TXT, List.of(shard.write(name)));
                                });
                            }
                        }))
                .replaceWithVoid();
    }

    private static ShardPlan plan(Map<String, ShardPlan> plans, String location) {
        return plans.computeIfAbsent(location, l -> new ShardPlan(new TreeMap<>(), new HashSet<>()));
    }

    private static SRVRecord server(Name owner, long ttl, int weight, String host, int port) {
        return new SRVRecord(owner, DClass.IN, ttl, 0, weight, port, RecordNames.host(host));
    }
}

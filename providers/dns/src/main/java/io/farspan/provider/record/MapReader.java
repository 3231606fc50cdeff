package io.farspan.provider.record;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapFault;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.ToolEndpoint;
import io.farspan.provider.map.TrafficTarget;

/** Reads records and says what they mean. Queries of one read run at the same time. */
public final class MapReader {

    private final RecordNames names;
    private final RecordSource client;

    /** Reads from a source. */
    public MapReader(RecordNames names, RecordSource client) {
        this.names = names;
        this.client = client;
    }

    /** The head, if there is one. */
    public Uni<Optional<MapHead>> findHead(String application) {
        Name owner = names.home(application);
        return client.query(owner, Type.TXT).map(records -> {
            if (records.isEmpty()) {
                return Optional.empty();
            }
            if (records.size() > 1) {
                throw invalid(owner, "there are " + records.size() + " TXT records, there must be one");
            }
            try {
                return Optional.of(HeadRecord.read(application, (TXTRecord) records.get(0)));
            } catch (IllegalArgumentException e) {
                throw invalid(owner, String.valueOf(e.getMessage()));
            }
        });
    }

    /** The head. */
    public Uni<MapHead> head(String application) {
        return findHead(application)
                .map(head -> head.orElseThrow(() -> new FarspanException(
                        ProblemCode.APPLICATION_UNKNOWN,
                        "The location map has no application '" + application + "': there is no record "
                                + RecordNames.text(names.home(application))
                                + ". Check the name, or create the application in the map.")));
    }

    /** The routes. */
    public Uni<Routes> routes(String application) {
        Uni<List<Found<FunctionEndpoint>>> functions = client.query(names.functions(application), Type.PTR)
                .chain(pointers -> all(pointers.stream()
                        .map(pointer -> function((PTRRecord) pointer))
                        .toList()));
        return Uni.combine()
                .all()
                .unis(functions, tool(names.tool(application)), client.query(names.traffic(application), Type.SRV))
                .asTuple()
                .map(parts -> {
                    Map<String, FunctionEndpoint> endpoints = new HashMap<>();
                    List<MapFault> faults = new ArrayList<>();
                    for (Found<FunctionEndpoint> found : parts.getItem1()) {
                        found.value().ifPresent(endpoint -> endpoints.put(endpoint.location(), endpoint));
                        found.fault().ifPresent(faults::add);
                    }
                    return new Routes(endpoints, parts.getItem2(), traffic(parts.getItem3()), faults);
                });
    }

    /** A location's instances. */
    public Uni<InstanceListing> instances(String application, String location) {
        return index(application, location)
                .chain(index -> shards(
                        application,
                        location,
                        IntStream.range(0, index.shards()).boxed().collect(Collectors.toSet())))
                .map(shards -> {
                    List<InstanceEntry> instances = new ArrayList<>();
                    List<MapFault> faults = new ArrayList<>();
                    shards.values().forEach(shard -> {
                        instances.addAll(shard.instances().values());
                        faults.addAll(shard.faults());
                    });
                    return new InstanceListing(instances, faults);
                })
                .onFailure(InvalidRecord.class)
                .recoverWithItem(failure -> new InstanceListing(List.of(), List.of(((InvalidRecord) failure).fault)));
    }

    /** One instance. */
    public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
        return index(application, id.location()).chain(index -> {
            if (index.shards() == 0) {
                return Uni.createFrom().item(Optional.empty());
            }
            int shard = Shard.of(id.name(), index.shards());
            return shards(application, id.location(), Set.of(shard))
                    .map(shards -> Optional.ofNullable(
                            shards.getOrDefault(shard, Shard.EMPTY).instances().get(id.name())));
        });
    }

    Uni<ShardIndex> index(String application, String location) {
        Name owner = names.shardIndex(application, location);
        return client.query(owner, Type.TXT).map(records -> {
            try {
                return records.isEmpty() ? ShardIndex.NONE : ShardIndex.read((TXTRecord) records.get(0));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new InvalidRecord(Shard.fault(owner, location, String.valueOf(e.getMessage())));
            }
        });
    }

    /** Shards by number. One that cannot be understood is empty but for its fault. */
    Uni<Map<Integer, Shard>> shards(String application, String location, Set<Integer> numbers) {
        List<Uni<Map.Entry<Integer, Shard>>> reads = numbers.stream()
                .map(number -> {
                    Name owner = names.shard(application, location, number);
                    return client.query(owner, Type.TXT)
                            .map(records -> Map.entry(number, shard(owner, location, records)));
                })
                .toList();
        return all(reads).map(shards -> {
            Map<Integer, Shard> byNumber = new HashMap<>();
            shards.forEach(shard -> byNumber.put(shard.getKey(), shard.getValue()));
            return byNumber;
        });
    }

    private static Shard shard(Name owner, String location, List<Record> records) {
        if (records.isEmpty()) {
            return Shard.EMPTY;
        }
        try {
            return Shard.read(location, (TXTRecord) records.get(0));
        } catch (IllegalArgumentException e) {
            return new Shard(
                    0, Map.of(), List.of(), List.of(Shard.fault(owner, location, String.valueOf(e.getMessage()))));
        }
    }

    private Uni<Found<FunctionEndpoint>> function(PTRRecord pointer) {
        Name owner = pointer.getTarget();
        String location = owner.getLabelString(2);
        return Uni.combine()
                .all()
                .unis(client.query(owner, Type.SRV), client.query(owner, Type.TXT))
                .asTuple()
                .chain(records -> {
                    if (records.getItem1().isEmpty() || records.getItem2().isEmpty()) {
                        return Uni.createFrom()
                                .failure(new IllegalArgumentException("it needs an SRV and a TXT record"));
                    }
                    SRVRecord server = (SRVRecord) records.getItem1().get(0);
                    Attributes attributes =
                            Attributes.parse((TXTRecord) records.getItem2().get(0));
                    return address(server.getTarget())
                            .map(address -> new FunctionEndpoint(
                                    location,
                                    RecordNames.text(server.getTarget()),
                                    address,
                                    server.getPort(),
                                    attributes.find("path").orElse(""),
                                    attributes.text("kind"),
                                    !"off".equals(attributes.find("tls").orElse("on")),
                                    attributes.number("epoch")));
                })
                .map(endpoint -> new Found<>(Optional.of(endpoint), Optional.empty()))
                .onFailure(IllegalArgumentException.class)
                .recoverWithItem(failure -> new Found<>(
                        Optional.empty(),
                        Optional.of(Shard.fault(owner, location, String.valueOf(failure.getMessage())))));
    }

    /** The address of a name in the zone, asked of the map itself; other names are the resolver's business. */
    private Uni<Optional<InetAddress>> address(Name host) {
        if (!host.subdomain(names.zone())) {
            return Uni.createFrom().item(Optional.empty());
        }
        return client.query(host, Type.A)
                .chain(four -> four.isEmpty()
                        ? client.query(host, Type.AAAA)
                                .map(six -> six.stream().findFirst().map(record -> ((AAAARecord) record).getAddress()))
                        : Uni.createFrom().item(Optional.of(((ARecord) four.get(0)).getAddress())));
    }

    private Uni<Optional<ToolEndpoint>> tool(Name owner) {
        return Uni.combine()
                .all()
                .unis(client.query(owner, Type.SRV), client.query(owner, Type.TXT))
                .asTuple()
                .chain(records -> {
                    if (records.getItem1().isEmpty()) {
                        return Uni.createFrom().item(Optional.<ToolEndpoint>empty());
                    }
                    SRVRecord server = (SRVRecord) records.getItem1().get(0);
                    boolean tls = records.getItem2().stream()
                            .map(record -> Attributes.parse((TXTRecord) record))
                            .noneMatch(attributes ->
                                    "off".equals(attributes.find("tls").orElse("on")));
                    return address(server.getTarget())
                            .map(address -> Optional.of(new ToolEndpoint(
                                    RecordNames.text(server.getTarget()), address, server.getPort(), tls)));
                })
                .onFailure(IllegalArgumentException.class)
                .recoverWithItem(Optional.<ToolEndpoint>empty());
    }

    /** A target {@code lb.aws1…} belongs to the location that its second label names. */
    private static List<TrafficTarget> traffic(List<Record> records) {
        return records.stream()
                .map(SRVRecord.class::cast)
                .map(server -> new TrafficTarget(
                        server.getTarget().getLabelString(1),
                        RecordNames.text(server.getTarget()),
                        server.getPort(),
                        server.getWeight()))
                .toList();
    }

    private FarspanException invalid(Name owner, String why) {
        return new FarspanException(
                ProblemCode.MAP_RECORD_INVALID,
                "The record " + RecordNames.text(owner) + " of the location map is invalid: " + why
                        + ". It is the commit point: restore it from the ledger before anything else.");
    }

    private static <T> Uni<List<T>> all(List<Uni<T>> reads) {
        return reads.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(reads).usingConcurrencyOf(64).andFailFast();
    }

    private record Found<T>(Optional<T> value, Optional<MapFault> fault) {}

    /** An index that cannot be understood: the location's instances are not to be known. */
    private static final class InvalidRecord extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient MapFault fault;

        InvalidRecord(MapFault fault) {
            super(fault.toString());
            this.fault = fault;
        }
    }
}

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
import io.farspan.protocol.call.Names;
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

    private static final int MOST_LOCATIONS = 256;

    private static final String HOST = "[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?";

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
                .chain(pointers -> functions(application, pointers));
        Uni<List<Found<TrafficTarget>>> traffic = client.query(names.traffic(application), Type.SRV)
                .map(records -> records.stream()
                        .map(record -> traffic((SRVRecord) record))
                        .toList());
        return Uni.combine()
                .all()
                .unis(functions, tool(names.tool(application)), traffic)
                .asTuple()
                .map(parts -> {
                    Map<String, FunctionEndpoint> endpoints = new HashMap<>();
                    parts.getItem1().forEach(found -> found.value()
                            .ifPresent(endpoint -> endpoints.put(endpoint.location(), endpoint)));
                    List<MapFault> faults = new ArrayList<>();
                    parts.getItem1().forEach(found -> found.fault().ifPresent(faults::add));
                    parts.getItem2().fault().ifPresent(faults::add);
                    parts.getItem3().forEach(found -> found.fault().ifPresent(faults::add));
                    List<TrafficTarget> targets = parts.getItem3().stream()
                            .flatMap(found -> found.value().stream())
                            .toList();
                    return new Routes(endpoints, parts.getItem2().value(), targets, faults);
                });
    }

    /** The functions that are pointed to; of absurdly many the first, so that a read costs a bounded number of queries. */
    private Uni<List<Found<FunctionEndpoint>>> functions(String application, List<Record> pointers) {
        List<Name> owners = pointers.stream()
                .map(pointer -> ((PTRRecord) pointer).getTarget())
                .distinct()
                .toList();
        List<Uni<Found<FunctionEndpoint>>> reads = new ArrayList<>();
        owners.stream().limit(MOST_LOCATIONS).forEach(owner -> reads.add(function(application, owner)));
        if (owners.size() > MOST_LOCATIONS) {
            reads.add(Uni.createFrom()
                    .item(Found.fault(
                            names.functions(application),
                            Optional.empty(),
                            "it points to " + owners.size() + " functions; the first " + MOST_LOCATIONS
                                    + " are read")));
        }
        return all(reads);
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

    private Uni<Found<FunctionEndpoint>> function(String application, Name owner) {
        String location = owner.labels() < 3 ? "" : owner.getLabelString(2);
        if (!isFunction(application, location, owner)) {
            return Uni.createFrom()
                    .item(Found.fault(
                            names.functions(application),
                            Optional.empty(),
                            "it points to " + Names.shorten(owner.toString())
                                    + ", which does not have the name of a location's function"));
        }
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
                                    host(server),
                                    address,
                                    server.getPort(),
                                    attributes.find("path").orElse(""),
                                    attributes.text("kind"),
                                    !"off".equals(attributes.find("tls").orElse("on")),
                                    attributes.number("epoch")));
                })
                .map(endpoint -> Found.value(endpoint))
                .onFailure(IllegalArgumentException.class)
                .recoverWithItem(failure -> Found.fault(owner, Optional.of(location), failure));
    }

    private boolean isFunction(String application, String location, Name owner) {
        try {
            return owner.equals(names.function(application, Names.requireLabel("location", location)));
        } catch (IllegalArgumentException e) {
            return false;
        }
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

    private Uni<Found<ToolEndpoint>> tool(Name owner) {
        return Uni.combine()
                .all()
                .unis(client.query(owner, Type.SRV), client.query(owner, Type.TXT))
                .asTuple()
                .chain(records -> {
                    if (records.getItem1().isEmpty()) {
                        return Uni.createFrom().item(Found.<ToolEndpoint>nothing());
                    }
                    SRVRecord server = (SRVRecord) records.getItem1().get(0);
                    String host = host(server);
                    if (server.getPort() == 0) {
                        throw new IllegalArgumentException("its port is 0");
                    }
                    boolean tls = records.getItem2().stream()
                            .map(record -> Attributes.parse((TXTRecord) record))
                            .noneMatch(attributes ->
                                    "off".equals(attributes.find("tls").orElse("on")));
                    return address(server.getTarget())
                            .map(address -> Found.value(new ToolEndpoint(host, address, server.getPort(), tls)));
                })
                .onFailure(IllegalArgumentException.class)
                .recoverWithItem(failure -> Found.fault(owner, Optional.empty(), failure));
    }

    /** A target {@code lb.aws1…} belongs to the location that its second label names. */
    private static Found<TrafficTarget> traffic(SRVRecord server) {
        try {
            String host = host(server);
            if (server.getTarget().labels() < 2) {
                throw new IllegalArgumentException("its target '" + host + "' names no location");
            }
            String location = server.getTarget().getLabelString(1);
            return Found.value(new TrafficTarget(location, host, server.getPort(), server.getWeight()));
        } catch (IllegalArgumentException e) {
            return Found.fault(server.getName(), Optional.empty(), e);
        }
    }

    private static String host(SRVRecord server) {
        String host = RecordNames.text(server.getTarget());
        if (!host.matches(HOST)) {
            throw new IllegalArgumentException("its target '" + Names.shorten(host) + "' is not a host name");
        }
        return host;
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

    private record Found<T>(Optional<T> value, Optional<MapFault> fault) {

        static <T> Found<T> nothing() {
            return new Found<>(Optional.empty(), Optional.empty());
        }

        static <T> Found<T> value(T value) {
            return new Found<>(Optional.of(value), Optional.empty());
        }

        static <T> Found<T> fault(Name record, Optional<String> location, Throwable failure) {
            return fault(record, location, String.valueOf(failure.getMessage()));
        }

        static <T> Found<T> fault(Name record, Optional<String> location, String detail) {
            return new Found<>(Optional.empty(), Optional.of(new MapFault(RecordNames.text(record), location, detail)));
        }
    }

    /** An index that cannot be understood: the location's instances are not to be known. */
    private static final class InvalidRecord extends FarspanException {
        private static final long serialVersionUID = 1L;
        private final transient MapFault fault;

        InvalidRecord(MapFault fault) {
            super(ProblemCode.MAP_RECORD_INVALID, String.valueOf(fault.problem().detail()));
            this.fault = fault;
        }
    }
}

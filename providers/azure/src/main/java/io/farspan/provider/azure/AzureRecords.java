package io.farspan.provider.azure;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import com.azure.core.management.exception.ManagementException;
import com.azure.core.util.Context;
import com.azure.resourcemanager.dns.fluent.RecordSetsClient;
import com.azure.resourcemanager.dns.fluent.models.RecordSetInner;
import com.azure.resourcemanager.dns.models.AaaaRecord;
import com.azure.resourcemanager.dns.models.PtrRecord;
import com.azure.resourcemanager.dns.models.RecordType;
import com.azure.resourcemanager.dns.models.SrvRecord;
import com.azure.resourcemanager.dns.models.TxtRecord;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.record.RecordChanges;
import io.farspan.provider.record.RecordNames;
import io.farspan.provider.record.RecordSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Record sets through Azure's API, with the ETag that each had when it was read, so that a write replaces exactly what
 * was read. One object serves one attempt at a change.
 *
 * @see <a href="https://learn.microsoft.com/azure/dns/dns-zones-records#etags">ETags</a>
 */
final class AzureRecords implements RecordSource {

    private static final int NOT_FOUND = 404;
    private static final String METADATA = "farspan-change";

    private final RecordSetsClient client;
    private final String resourceGroup;
    private final RecordNames names;
    private final String change;
    private final Executor workers;
    private final Map<String, Optional<String>> etags = new ConcurrentHashMap<>();

    /** Written sets carry {@code change} as metadata, so that they always differ from before. */
    AzureRecords(RecordSetsClient client, String resourceGroup, RecordNames names, String change, Executor workers) {
        this.client = client;
        this.resourceGroup = resourceGroup;
        this.names = names;
        this.change = change;
        this.workers = workers;
    }

    /**
     * Reads the sets that have not been read yet: one that the change was planned on must keep the ETag it had then.
     */
    Uni<Void> readAll(List<RecordChanges.RecordSet> sets) {
        List<Uni<List<Record>>> reads = sets.stream()
                .filter(set -> !etags.containsKey(key(set.name(), set.type())))
                .map(set -> query(set.name(), set.type()))
                .toList();
        return reads.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(reads).andFailFast().replaceWithVoid();
    }

    @Override
    public Uni<List<Record>> query(Name name, int type) {
        return Uni.createFrom()
                .item(() -> read(name, type))
                .runSubscriptionOn(workers)
                .onFailure(failure -> !(failure instanceof FarspanException))
                .transform(failure -> new FarspanException(
                        ProblemCode.MAP_UNREACHABLE,
                        "Azure DNS cannot be read for " + name + ": " + failure.getMessage()
                                + ". Check the credentials and the network to Azure's resource manager.",
                        failure));
    }

    private List<Record> read(Name name, int type) {
        try {
            RecordSetInner set = client.getWithResponse(
                            resourceGroup,
                            zone(),
                            relative(name),
                            RecordType.fromString(Type.string(type)),
                            Context.NONE)
                    .getValue();
            etags.put(key(name, type), Optional.ofNullable(set.etag()));
            return records(name, type, set);
        } catch (ManagementException e) {
            if (e.getResponse() != null && e.getResponse().getStatusCode() == NOT_FOUND) {
                etags.put(key(name, type), Optional.empty());
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Replaces a set if it still is as it was read.
     *
     * @throws IllegalStateException when it was not read
     * @throws ManagementException with status 412 when it is not as it was read
     */
    void write(Name name, int type, List<? extends Record> records) {
        Optional<String> known = etags.get(key(name, type));
        if (known == null) {
            throw new IllegalStateException(name + " must be read before it is written");
        }
        @Nullable String ifMatch = known.orElse(null);
        @Nullable String ifNoneMatch = known.isPresent() ? null : "*";
        RecordSetInner written = client.createOrUpdateWithResponse(
                        resourceGroup,
                        zone(),
                        relative(name),
                        RecordType.fromString(Type.string(type)),
                        set(records).withMetadata(Map.of(METADATA, change)),
                        ifMatch,
                        ifNoneMatch,
                        Context.NONE)
                .getValue();
        etags.put(key(name, type), Optional.ofNullable(written.etag()));
    }

    private String zone() {
        return names.zone().toString(true);
    }

    private String relative(Name name) {
        return name.relativize(names.zone()).toString();
    }

    private static String key(Name name, int type) {
        return name + " " + type;
    }

    private static List<Record> records(Name name, int type, RecordSetInner set) {
        long ttl = set.ttl() == null ? 0 : set.ttl();
        List<Record> records = new ArrayList<>();
        if (type == Type.TXT && set.txtRecords() != null) {
            set.txtRecords()
                    .forEach(text -> records.add(new TXTRecord(
                            name,
                            DClass.IN,
                            ttl,
                            text.value().stream().map(AzureRecords::escape).toList())));
        } else if (type == Type.SRV && set.srvRecords() != null) {
            set.srvRecords()
                    .forEach(server -> records.add(new SRVRecord(
                            name,
                            DClass.IN,
                            ttl,
                            server.priority(),
                            server.weight(),
                            server.port(),
                            absolute(server.target()))));
        } else if (type == Type.PTR && set.ptrRecords() != null) {
            set.ptrRecords()
                    .forEach(pointer -> records.add(new PTRRecord(name, DClass.IN, ttl, absolute(pointer.ptrdname()))));
        }
        return records;
    }

    private static Name absolute(String text) {
        return RecordNames.host(text);
    }

    private static RecordSetInner set(List<? extends Record> records) {
        RecordSetInner set = new RecordSetInner().withTtl(records.get(0).getTTL());
        List<TxtRecord> texts = new ArrayList<>();
        List<SrvRecord> servers = new ArrayList<>();
        List<PtrRecord> pointers = new ArrayList<>();
        List<com.azure.resourcemanager.dns.models.ARecord> fours = new ArrayList<>();
        List<AaaaRecord> sixes = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof TXTRecord text) {
                texts.add(new TxtRecord()
                        .withValue(text.getStringsAsByteArrays().stream()
                                .map(bytes -> new String(bytes, ISO_8859_1))
                                .toList()));
            } else if (record instanceof SRVRecord server) {
                servers.add(new SrvRecord()
                        .withPriority(server.getPriority())
                        .withWeight(server.getWeight())
                        .withPort(server.getPort())
                        .withTarget(server.getTarget().toString(true)));
            } else if (record instanceof PTRRecord pointer) {
                pointers.add(new PtrRecord().withPtrdname(pointer.getTarget().toString(true)));
            } else if (record instanceof ARecord four && four.getAddress() instanceof Inet4Address address) {
                fours.add(new com.azure.resourcemanager.dns.models.ARecord().withIpv4Address(address.getHostAddress()));
            } else if (record instanceof AAAARecord six && six.getAddress() instanceof Inet6Address address) {
                sixes.add(new AaaaRecord().withIpv6Address(address.getHostAddress()));
            } else {
                throw new IllegalArgumentException("Azure DNS cannot hold records like " + record);
            }
        }
        return set.withTxtRecords(texts.isEmpty() ? null : texts)
                .withSrvRecords(servers.isEmpty() ? null : servers)
                .withPtrRecords(pointers.isEmpty() ? null : pointers)
                .withARecords(fours.isEmpty() ? null : fours)
                .withAaaaRecords(sixes.isEmpty() ? null : sixes);
    }

    /** dnsjava expects strings in master-file form. */
    private static String escape(String string) {
        return string.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

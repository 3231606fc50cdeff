package io.farspan.provider.azure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.dns.fluent.RecordSetsClient;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.record.MapReader;
import io.farspan.provider.record.MapWriter;
import io.farspan.provider.record.RecordChanges;
import io.farspan.provider.record.RecordLocationMap;
import io.farspan.provider.record.RecordNames;
import io.farspan.provider.record.RecordSource;

/**
 * The map in a zone of Azure DNS, which has no batches: {@code _home} is written first, if it is still as it was read,
 * and decides; then the records that follow from it, each if it is still as it was read. Who is overtaken there by a later
 * change reads again and adds its own to what it finds.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/dns/record-sets/create-or-update">Record sets, create or update</a>
 */
final class AzureDnsLocationMap extends RecordLocationMap {

    private static final int CHANGED_MEANWHILE = 412;
    private static final int ATTEMPTS = 5;

    private final RecordNames names;
    private final RecordSetsClient client;
    private final String resourceGroup;

    AzureDnsLocationMap(RecordNames names, RecordSource servers, RecordSetsClient client, String resourceGroup) {
        super(
                new MapReader(names, servers),
                () -> new MapReader(names, new AzureRecords(client, resourceGroup, names)));
        this.names = names;
        this.client = client;
        this.resourceGroup = resourceGroup;
    }

    @Override
    public Uni<CommitResult> commit(MapChange change) {
        AzureRecords records = new AzureRecords(client, resourceGroup, names);
        MapReader present = new MapReader(names, records);
        return Uni.createFrom()
                .deferred(() -> present.findHead(change.next().application()))
                .chain(current -> current.equals(change.expected())
                        ? attempt(change, records, present)
                        : Uni.createFrom().<CommitResult>item(new CommitResult.Conflict(current)))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> new CommitResult.Unreachable(String.valueOf(failure.getMessage())))
                .map(result -> settled(change, result));
    }

    private Uni<CommitResult> attempt(MapChange change, AzureRecords records, MapReader present) {
        return new MapWriter(names, present).changes(change).chain(changes -> blocking(
                        () -> records.write(changes.home(), Type.TXT, List.of(changes.next())))
                .chain(() -> follow(change, changes, records, 1))
                .onFailure(ManagementException.class)
                .recoverWithUni(failure -> settle(change, failure))
                .onFailure(failure ->
                        !(failure instanceof FarspanException || failure instanceof IllegalArgumentException))
                .recoverWithUni(failure -> settle(change, failure)));
    }

    /** Writes what follows from the head that is committed by now. */
    private Uni<CommitResult> follow(MapChange change, RecordChanges changes, AzureRecords records, int attempt) {
        return additions(changes, records)
                .chain(added -> blocking(() -> {
                    changes.sets().forEach(set -> records.write(set.name(), set.type(), set.records()));
                    if (!added.isEmpty()) {
                        records.write(added.get(0).getName(), added.get(0).getType(), added);
                    }
                }))
                .<CommitResult>map(done -> new CommitResult.Committed(change.next()))
                .onFailure(RuntimeException.class)
                .recoverWithUni(failure -> attempt < ATTEMPTS
                        ? again(change, attempt + 1)
                        : Uni.createFrom()
                                .item(new CommitResult.Unreachable("The change is committed as "
                                        + change.next().nonce()
                                        + ", but not every record that follows from it could be written: "
                                        + failure.getMessage()
                                        + ". Make the same change again once Azure DNS answers.")));
    }

    /** Reads what is there now and puts the change's own part into it. */
    private Uni<CommitResult> again(MapChange change, int attempt) {
        AzureRecords records = new AzureRecords(client, resourceGroup, names);
        return new MapWriter(names, new MapReader(names, records))
                .changes(change)
                .chain(changes -> follow(change, changes, records, attempt));
    }

    private static Uni<List<Record>> additions(RecordChanges changes, AzureRecords records) {
        if (changes.additions().isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Record first = changes.additions().get(0);
        return records.query(first.getName(), first.getType()).map(present -> {
            List<Record> all = new ArrayList<>(present);
            changes.additions().stream()
                    .filter(record -> !present.contains(record))
                    .forEach(all::add);
            return all;
        });
    }

    /** The head was refused, or its reply was lost: the zone itself says who won. */
    private Uni<CommitResult> settle(MapChange change, Throwable failure) {
        AzureRecords records = new AzureRecords(client, resourceGroup, names);
        return new MapReader(names, records)
                .findHead(change.next().application())
                .chain(current -> {
                    if (current.equals(Optional.of(change.next()))) {
                        return again(change, 1);
                    }
                    boolean refused = failure instanceof ManagementException known
                            && known.getResponse() != null
                            && known.getResponse().getStatusCode() == CHANGED_MEANWHILE;
                    return Uni.createFrom()
                            .item(
                                    refused || !current.equals(change.expected())
                                            ? new CommitResult.Conflict(current)
                                            : new CommitResult.Unreachable("Azure DNS did not take the change: "
                                                    + failure.getMessage()
                                                    + ". Check the router's role on the zone."));
                });
    }

    private static Uni<Void> blocking(Runnable work) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    work.run();
                    return null;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    @Override
    public void close() {
        // The JDK's HTTP client has nothing to let go of.
    }
}

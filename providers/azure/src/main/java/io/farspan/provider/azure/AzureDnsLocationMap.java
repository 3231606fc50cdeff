package io.farspan.provider.azure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.dns.fluent.RecordSetsClient;
import io.smallrye.mutiny.Uni;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.record.MapReader;
import io.farspan.provider.record.MapWriter;
import io.farspan.provider.record.RecordChanges;
import io.farspan.provider.record.RecordLocationMap;
import io.farspan.provider.record.RecordNames;
import io.farspan.provider.record.RecordSource;

/**
 * The map in a zone of Azure DNS, which has no batches: {@code _home} is written first, if it is still as it was read,
 * and decides; then the records that follow from it, each if it is still as it was read before. A writer that is
 * overtaken there by a later change under the same epoch reads again and adds its own part to what it finds; a writer
 * that is overtaken by another epoch stops. A new home rewrites the traffic's records although their content stays the
 * same, so that a home which was paused between its head and its records finds them changed when it resumes, however
 * late that is.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/dns/record-sets/create-or-update">Record sets, create or update</a>
 */
final class AzureDnsLocationMap extends RecordLocationMap {

    private static final int CHANGED_MEANWHILE = 412;
    private static final int ATTEMPTS = 5;

    private final RecordNames names;
    private final RecordSetsClient client;
    private final String resourceGroup;
    private final Executor workers;

    AzureDnsLocationMap(
            RecordNames names, RecordSource servers, RecordSetsClient client, String resourceGroup, Executor workers) {
        super(
                new MapReader(names, servers),
                () -> new MapReader(names, new AzureRecords(client, resourceGroup, names, "", workers)));
        this.names = names;
        this.client = client;
        this.resourceGroup = resourceGroup;
        this.workers = workers;
    }

    @Override
    public Uni<CommitResult> commit(MapChange change) {
        AzureRecords records = records(change);
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
        return prepared(change, records, present)
                .chain(changes -> blocking(() -> records.write(changes.home(), Type.TXT, List.of(changes.next())))
                        .chain(() -> follow(change, changes, records, 1))
                        .onFailure(ManagementException.class)
                        .recoverWithUni(failure -> settle(change, failure))
                        .onFailure(failure ->
                                !(failure instanceof FarspanException || failure instanceof IllegalArgumentException))
                        .recoverWithUni(failure -> settle(change, failure)));
    }

    /** The records of a change, after every set that they replace was read. */
    private Uni<RecordChanges> prepared(MapChange change, AzureRecords records, MapReader present) {
        String application = change.next().application();
        boolean movesHome = change.expected()
                .filter(head -> !head.home().equals(change.next().home()))
                .isPresent();
        Uni<List<Record>> traffic = movesHome
                ? records.query(names.traffic(application), Type.SRV)
                : Uni.createFrom().item(List.of());
        return Uni.combine()
                .all()
                .unis(new MapWriter(names, present).changes(change), traffic)
                .asTuple()
                .chain(parts -> {
                    RecordChanges changes = parts.getItem2().isEmpty()
                            ? parts.getItem1()
                            : parts.getItem1().and(names.traffic(application), Type.SRV, parts.getItem2());
                    return records.readAll(changes.sets()).replaceWith(changes);
                });
    }

    /** Writes the records that follow from the committed head. */
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
                        : Uni.createFrom().item(halfDone(change, failure)));
    }

    /** Reads the present records and adds the change's own part, unless another epoch has begun. */
    private Uni<CommitResult> again(MapChange change, int attempt) {
        AzureRecords records = records(change);
        return prepared(change, records, new MapReader(names, records))
                // The head last: a home that begins after this read changes the ETags of what was read before it.
                .chain(changes -> new MapReader(names, records(change))
                        .findHead(change.next().application())
                        .chain(head ->
                                head.filter(now -> now.epoch() == change.next().epoch())
                                                .isPresent()
                                        ? follow(change, changes, records, attempt)
                                        : Uni.createFrom().item(overtaken(change, head))))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> halfDone(change, failure));
    }

    private static CommitResult halfDone(MapChange change, Throwable failure) {
        return new CommitResult.Unreachable("The change is committed as "
                + change.next().nonce() + ", but not every record that follows from it could be written: "
                + failure.getMessage() + ". Make the same change again once Azure DNS answers.");
    }

    private static CommitResult overtaken(MapChange change, Optional<MapHead> head) {
        return new CommitResult.Unreachable("The change was committed as "
                + change.next().nonce() + " under epoch " + change.next().epoch()
                + ", but before every record that follows from it was written "
                + head.map(now -> now.home() + " began epoch " + now.epoch()).orElse("the application left the map")
                + ". Nothing more is written. Look at the map, and make the change again at "
                + head.map(MapHead::home).orElse("home") + " if it is still wanted.");
    }

    private AzureRecords records(MapChange change) {
        return new AzureRecords(client, resourceGroup, names, change.next().nonce(), workers);
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

    /** The head was refused, or its reply was lost: the zone itself shows which change won. */
    private Uni<CommitResult> settle(MapChange change, Throwable failure) {
        return new MapReader(names, records(change))
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
                                            : new CommitResult.Unreachable("Azure DNS did not accept the change: "
                                                    + failure.getMessage()
                                                    + ". Check the router's role on the zone."));
                });
    }

    private Uni<Void> blocking(Runnable work) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    work.run();
                    return null;
                })
                .runSubscriptionOn(workers);
    }

    @Override
    public void close() {
        // The JDK's HTTP client has nothing to release.
    }
}

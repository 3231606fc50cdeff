package io.farspan.provider.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.Record;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;

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
 * The map in a hosted zone of Route 53. Read from the zone's DNS servers; changed by one batch that deletes the exact
 * old {@code _home} and creates the new one, so that Route 53 applies all of it or nothing. A change is complete when
 * the API has accepted it; the servers show it later ({@link #awaitPublished}).
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html">ChangeResourceRecordSets</a>
 */
final class Route53LocationMap extends RecordLocationMap {

    private final Route53Api api;
    private final Route53Records records;
    private final MapReader truth;
    private final MapWriter writer;
    private final Map<String, String> lastChanges = new ConcurrentHashMap<>();

    Route53LocationMap(RecordNames names, RecordSource servers, Route53Api api) {
        this(names, servers, api, new Route53Records(api));
    }

    private Route53LocationMap(RecordNames names, RecordSource servers, Route53Api api, Route53Records records) {
        this(servers, names, api, records, new MapReader(names, records));
    }

    private Route53LocationMap(
            RecordSource servers, RecordNames names, Route53Api api, Route53Records records, MapReader truth) {
        super(new MapReader(names, servers), () -> truth);
        this.api = api;
        this.records = records;
        this.truth = truth;
        this.writer = new MapWriter(names, truth);
    }

    @Override
    public Uni<CommitResult> commit(MapChange change) {
        return Uni.createFrom()
                .deferred(() -> writer.changes(change))
                .chain(this::batch)
                .chain(batch -> api.change(batch, "farspan " + change.next().nonce()))
                .invoke(id -> lastChanges.put(change.next().application(), id))
                .<CommitResult>map(id -> new CommitResult.Committed(change.next()))
                .onFailure(SdkException.class)
                .recoverWithUni(failure -> settle(change, String.valueOf(failure.getMessage())))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> new CommitResult.Unreachable(String.valueOf(failure.getMessage())))
                .map(result -> settled(change, result));
    }

    /** Route 53 calls a change {@code INSYNC} when all its servers have it, usually within a minute. */
    @Override
    public Uni<Boolean> awaitPublished(String application, Duration limit) {
        String id = lastChanges.get(application);
        return id == null
                ? Uni.createFrom().item(true)
                : api.awaitInSync(id, limit).onFailure(SdkException.class).recoverWithItem(false);
    }

    private Uni<List<Change>> batch(RecordChanges changes) {
        List<Change> batch = new ArrayList<>();
        changes.expected()
                .ifPresent(expected -> batch.add(Route53Records.change(ChangeAction.DELETE, List.of(expected))));
        batch.add(Route53Records.change(ChangeAction.CREATE, List.of(changes.next())));
        changes.sets().stream()
                .filter(set -> !set.records().isEmpty())
                .forEach(set -> batch.add(Route53Records.change(ChangeAction.UPSERT, set.records())));
        if (changes.additions().isEmpty()) {
            return Uni.createFrom().item(batch);
        }
        // A set is replaced as a whole, so its present records must be included.
        Record first = changes.additions().get(0);
        return records.query(first.getName(), first.getType()).map(present -> {
            List<Record> all = new ArrayList<>(present);
            all.addAll(changes.additions());
            batch.add(Route53Records.change(ChangeAction.UPSERT, all));
            return batch;
        });
    }

    /**
     * The batch was refused, or its reply was lost and the next attempt refused: the zone itself shows which change
     * won.
     */
    private Uni<CommitResult> settle(MapChange change, String why) {
        return truth.findHead(change.next().application()).map(current -> {
            if (current.equals(Optional.of(change.next()))) {
                return new CommitResult.Committed(change.next());
            }
            return current.equals(change.expected())
                    ? new CommitResult.Unreachable("Route 53 did not accept the change: " + why
                            + ". Check the zone's id and the router's permissions on it.")
                    : new CommitResult.Conflict(current);
        });
    }

    @Override
    public void close() {
        api.close();
    }
}

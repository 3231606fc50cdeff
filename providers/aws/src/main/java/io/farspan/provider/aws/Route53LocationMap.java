package io.farspan.provider.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 * The map in a hosted zone of Route 53. Read from the zone's DNS servers; changed by one batch that deletes the exact old
 * {@code _home} and creates the new one, so that Route 53 applies all of it or nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html">ChangeResourceRecordSets</a>
 */
final class Route53LocationMap extends RecordLocationMap {

    /** Route 53 usually takes less than a minute to tell all its servers. */
    private static final Duration IN_SYNC = Duration.ofSeconds(60);

    private final Route53Api api;
    private final Route53Records records;
    private final MapReader truth;
    private final MapWriter writer;

    Route53LocationMap(RecordNames names, RecordSource servers, Route53Api api) {
        super(new MapReader(names, servers));
        this.api = api;
        this.records = new Route53Records(api);
        this.truth = new MapReader(names, records);
        this.writer = new MapWriter(names, truth);
    }

    @Override
    public Uni<CommitResult> commit(MapChange change) {
        return Uni.createFrom()
                .deferred(() -> writer.changes(change))
                .chain(this::batch)
                .chain(batch -> api.change(batch, "farspan " + change.next().nonce()))
                .chain(id -> api.awaitInSync(id, IN_SYNC)
                        // The change is made; that some server is late to show it changes nothing about that.
                        .onFailure(SdkException.class)
                        .recoverWithItem(false))
                .<CommitResult>map(inSync -> new CommitResult.Committed(change.next()))
                .onFailure(SdkException.class)
                .recoverWithUni(failure -> settle(change, String.valueOf(failure.getMessage())))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> new CommitResult.Unreachable(String.valueOf(failure.getMessage())));
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
        // A set is replaced as a whole, so what it has already must go along.
        Record first = changes.additions().get(0);
        return records.query(first.getName(), first.getType()).map(present -> {
            List<Record> all = new ArrayList<>(present);
            all.addAll(changes.additions());
            batch.add(Route53Records.change(ChangeAction.UPSERT, all));
            return batch;
        });
    }

    /** The batch was refused, or its reply was lost and the next attempt refused: the zone itself says who won. */
    private Uni<CommitResult> settle(MapChange change, String why) {
        return truth.findHead(change.next().application()).map(current -> {
            if (current.equals(Optional.of(change.next()))) {
                return new CommitResult.Committed(change.next());
            }
            return current.equals(change.expected())
                    ? new CommitResult.Unreachable("Route 53 did not take the change: " + why
                            + ". Check the zone's id and the router's permissions on it.")
                    : new CommitResult.Conflict(current);
        });
    }

    @Override
    public void close() {
        api.close();
    }
}

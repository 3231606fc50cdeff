package io.farspan.provider.dns;

import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Update;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.record.MapReader;
import io.farspan.provider.record.MapWriter;
import io.farspan.provider.record.RecordLocationMap;
import io.farspan.provider.record.RecordNames;

/** The map on a server of DNS UPDATE. */
final class DnsLocationMap extends RecordLocationMap {

    /** RFC 2136, section 2.2: a prerequisite did not hold. */
    private static final Set<Integer> LOST = Set.of(Rcode.YXDOMAIN, Rcode.YXRRSET, Rcode.NXRRSET, Rcode.NXDOMAIN);

    private final RecordNames names;
    private final DnsClient client;
    private final MapReader reader;
    private final MapWriter writer;

    DnsLocationMap(RecordNames names, DnsClient client) {
        this(names, client, new MapReader(names, client));
    }

    private DnsLocationMap(RecordNames names, DnsClient client, MapReader reader) {
        super(reader);
        this.names = names;
        this.client = client;
        this.reader = reader;
        this.writer = new MapWriter(names, reader);
    }

    @Override
    public Uni<CommitResult> commit(MapChange change) {
        return Uni.createFrom()
                .deferred(() -> writer.changes(change))
                .chain(changes -> send(UpdateMessage.of(names.zone(), changes), change))
                .onFailure(DnsLocationMap::isUnreachable)
                .recoverWithItem(failure -> new CommitResult.Unreachable(detail(failure)));
    }

    private Uni<CommitResult> send(Update message, MapChange change) {
        return client.update(message)
                .chain(rcode -> judge(rcode, change))
                .onFailure(DnsLocationMap::isUnreachable)
                .recoverWithUni(failure -> settle(change, failure));
    }

    /** Whether a response code says how the change ended; any other says that the server did not process it. */
    static boolean isOutcome(int rcode) {
        return rcode == Rcode.NOERROR || LOST.contains(rcode);
    }

    private Uni<CommitResult> judge(int rcode, MapChange change) {
        if (rcode == Rcode.NOERROR) {
            return Uni.createFrom().item(new CommitResult.Committed(change.next()));
        }
        if (LOST.contains(rcode)) {
            return reader.findHead(change.next().application()).map(CommitResult.Conflict::new);
        }
        return Uni.createFrom()
                .item(new CommitResult.Unreachable(
                        "The map's DNS server " + client.primary() + " refuses the change with " + Rcode.string(rcode)
                                + "; check its update policy and the TSIG key in farspan.map.tsig."));
    }

    /** The reply was lost: the map itself shows which change won. */
    private Uni<CommitResult> settle(MapChange change, Throwable failure) {
        return reader.findHead(change.next().application()).map(current -> {
            if (current.equals(Optional.of(change.next()))) {
                return new CommitResult.Committed(change.next());
            }
            return current.equals(change.expected())
                    ? new CommitResult.Unreachable(detail(failure))
                    : new CommitResult.Conflict(current);
        });
    }

    private static boolean isUnreachable(Throwable failure) {
        return failure instanceof FarspanException farspan && farspan.code() == ProblemCode.MAP_UNREACHABLE;
    }

    private static String detail(Throwable failure) {
        return ((FarspanException) failure).problem().detail();
    }

    @Override
    public void close() {
        // dnsjava shares one selector thread among all resolvers; there is nothing to release.
    }
}

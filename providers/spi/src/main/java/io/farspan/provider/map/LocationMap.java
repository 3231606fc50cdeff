package io.farspan.provider.map;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;

/**
 * The DNS records that say where everything is.
 *
 * <p>Laws, each checked by {@code LocationMapContractTest} of the test kit:
 *
 * <ul>
 *   <li>Safe for use by many threads. Nothing happens before the answer is subscribed to.
 *   <li>Every read asks a server of the map; nothing is cached here. Each answers or fails within the configured limit.
 *   <li>A read fails with {@code APPLICATION_UNKNOWN} when there is no head, {@code MAP_UNREACHABLE} when no server
 *       gives a usable answer, {@code MAP_RECORD_INVALID} when the head cannot be understood. Any other record that
 *       cannot be understood is a {@link MapFault} beside the ones that can.
 *   <li>{@link #commit} is compare-and-set on the head: of changes that expect the same head exactly one is committed,
 *       and all of it. A lost reply is settled by reading: the writer's own nonce there means that it won.
 *   <li>Finding one instance takes a bounded number of queries, however many the location has.
 * </ul>
 */
public interface LocationMap extends AutoCloseable {

    /** The commit point. */
    Uni<MapHead> head(String application);

    /** How the locations are reached. */
    Uni<Routes> routes(String application);

    /** The instances of one location; none when the map has no such location. */
    Uni<InstanceListing> instances(String application, String location);

    /** One instance, if the map has it. */
    Uni<Optional<InstanceEntry>> instance(String application, InstanceId id);

    /** Changes the map if it is still as it was read. Never fails for a reason that {@link CommitResult} can express. */
    Uni<CommitResult> commit(MapChange change);

    /**
     * Whether every server of the map shows what was committed here last, as far as the map can tell; waits for that at
     * most {@code limit}. A commit does not wait for it.
     */
    default Uni<Boolean> awaitPublished(String application, Duration limit) {
        return Uni.createFrom().item(true);
    }

    /** Releases the map's resources on this machine. */
    @Override
    void close();
}

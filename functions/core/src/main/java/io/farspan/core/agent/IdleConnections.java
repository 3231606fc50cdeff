package io.farspan.core.agent;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The idle connections, by agent. Used by the loop's thread only. */
final class IdleConnections {

    private final Duration longest;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(1);
    private final Map<InetSocketAddress, Deque<Connection>> idle = new HashMap<>();

    IdleConnections(Duration longest) {
        this.longest = longest;
    }

    @Nullable
    Connection take(InetSocketAddress address) {
        Deque<Connection> kept = idle.get(address);
        while (kept != null && !kept.isEmpty()) {
            Connection connection = kept.pollLast();
            if (!connection.isSpoilt(scratch)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    void keep(Connection connection) {
        connection.exchange = null;
        connection.idleSince = System.nanoTime();
        idle.computeIfAbsent(connection.address, address -> new ArrayDeque<>()).addLast(connection);
    }

    void drop(Connection connection) {
        Deque<Connection> kept = idle.get(connection.address);
        if (kept != null) {
            kept.remove(connection);
        }
        connection.close();
    }

    void closeOld() {
        long oldest = System.nanoTime() - longest.toNanos();
        for (Iterator<Deque<Connection>> each = idle.values().iterator(); each.hasNext(); ) {
            Deque<Connection> kept = each.next();
            while (!kept.isEmpty() && kept.peekFirst().idleSince - oldest < 0) {
                kept.pollFirst().close();
            }
            if (kept.isEmpty()) {
                each.remove();
            }
        }
    }
}

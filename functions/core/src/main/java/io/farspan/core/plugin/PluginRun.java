package io.farspan.core.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.farspan.core.call.CallHandler;
import io.farspan.core.call.HeldAnswers;
import io.farspan.core.call.SelectedInstance;
import io.farspan.plugin.AgentPort;
import io.farspan.plugin.HttpPort;
import io.farspan.plugin.PluginContext;
import io.farspan.plugin.PluginInstance;
import io.farspan.protocol.function.PluginCall;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.ServiceEndpoint;

/** One call of a plugin: what it works with, and everything it has acquired. Closing it releases all of that. */
final class PluginRun implements PluginContext, AutoCloseable {

    private final PluginCall call;
    private final String location;
    private final List<SelectedInstance> targets;
    private final long deadline;
    private final CallHandler calls;
    private final PluginRoom room;
    private final AgentPort agents;
    private final HttpPort http;
    private final List<HeldAnswers> held = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private long kept;
    private boolean over;

    PluginRun(
            DescribedPlugin plugin,
            PluginCall call,
            String location,
            List<SelectedInstance> targets,
            long deadline,
            PluginSurroundings surroundings) {
        this.call = call;
        this.location = location;
        this.targets = targets;
        this.deadline = deadline;
        this.calls = surroundings.calls();
        this.room = surroundings.room();
        this.agents = new AgentAccess(this, plugin.description(), calls);
        this.http = new HttpAccess(this, surroundings);
    }

    @Override
    public String application() {
        requireOpen();
        return call.application();
    }

    @Override
    public String location() {
        requireOpen();
        return location;
    }

    @Override
    public Optional<String> caller() {
        requireOpen();
        return call.caller();
    }

    @Override
    public List<PluginInstance> instances() {
        requireOpen();
        return targets.stream()
                .flatMap(target -> target.entry().stream())
                .map(PluginRun::instance)
                .toList();
    }

    private static PluginInstance instance(InstanceEntry entry) {
        return new PluginInstance(
                entry.id(),
                entry.address(),
                entry.state() != InstanceEntry.State.DOWN,
                entry.labels(),
                entry.service().map(ServiceEndpoint::toString));
    }

    @Override
    public Duration remaining() {
        requireOpen();
        return left();
    }

    @Override
    public AgentPort agents() {
        requireOpen();
        return agents;
    }

    @Override
    public HttpPort http() {
        requireOpen();
        return http;
    }

    /** What is left of the deadline, not below zero. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** What agents and services may take of it: a tenth, 250 ms at most, is kept for what the plugin makes of their answers. */
    Duration share() {
        long millis = left().toMillis();
        return Duration.ofMillis(millis - Math.min(250, millis / 10));
    }

    /** Those that were selected, also those that cannot be asked. */
    List<SelectedInstance> targets() {
        return targets;
    }

    /** Where the location's agents are, also those of instances that were not selected. Blocks while the map is read. */
    Set<InetSocketAddress> agentAddresses() {
        return calls.instances()
                .agents(call.application(), call.location(), call.generation())
                .await()
                .indefinitely();
    }

    synchronized void requireOpen() {
        if (over) {
            throw new IllegalStateException("The call has ended; a plugin must not keep anything from it");
        }
    }

    /** Answers of agents that are held until the call is over. */
    synchronized HeldAnswers hold() {
        requireOpen();
        HeldAnswers answers = new HeldAnswers();
        held.add(answers);
        return answers;
    }

    /** Whether what {@code answers} has come to may be kept. */
    synchronized boolean keep(HeldAnswers answers) {
        long bytes = answers.bytes();
        if (over || !room.take(bytes)) {
            answers.close();
            held.remove(answers);
            return false;
        }
        kept += bytes;
        return true;
    }

    /** Takes a socket that is closed when the call is over, if it has not been before; it may still have to connect. */
    synchronized void opened(Closeable connection) throws IOException {
        if (over) {
            connection.close();
        }
        requireOpen();
        open.add(connection);
    }

    synchronized void closed(Closeable connection) {
        open.remove(connection);
    }

    @Override
    public synchronized void close() {
        if (over) {
            return;
        }
        over = true;
        held.forEach(answers -> {
            answers.abandon();
            answers.close();
        });
        held.clear();
        room.release(kept);
        for (Closeable connection : open) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
        open.clear();
    }
}

package io.farspan.core.plugin;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.net.ssl.SSLSocketFactory;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.farspan.core.call.CallHandler;
import io.farspan.core.call.Networks;
import io.farspan.core.call.SelectedInstance;
import io.farspan.core.token.TokenGate;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.function.PluginListing;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.CallClaims;

/** Calls plugins and lists them. Safe for use by many threads. */
public final class PluginHandler implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PluginHandler.class.getName());

    private final String location;
    private final TokenGate gate;
    private final CallHandler calls;
    private final PluginSurroundings surroundings;
    private final InstalledPlugins installed;
    private final PluginThreads threads = new PluginThreads();

    /**
     * A handler for what the class path and {@code folder} have.
     *
     * @param agentNetworks where agents may be
     * @param networks where plugins may send HTTP requests
     * @param trust whose certificates they accept there
     * @param bytesInFlight how much of agents' answers the process holds in memory at a time
     */
    public PluginHandler(
            String location,
            TokenGate gate,
            CallHandler calls,
            Networks agentNetworks,
            Networks networks,
            SSLSocketFactory trust,
            long bytesInFlight,
            PluginFolder folder) {
        this.location = location;
        this.gate = gate;
        this.calls = calls;
        this.surroundings =
                new PluginSurroundings(calls, agentNetworks, networks, trust, new PluginRoom(bytesInFlight));
        this.installed = new InstalledPlugins(folder);
    }

    /** What can be called, and what was left out. */
    public Uni<PluginListing> list() {
        return installed.all().map(found -> new PluginListing(location, found.descriptions(), found.faults()));
    }

    /**
     * Calls a plugin. Whatever it does is an outcome; fails when it is not run at all, with {@code PLUGIN_UNKNOWN},
     * {@code PLUGIN_CHANGED}, {@code EPOCH_STALE}, {@code PLUGIN_BUSY} or {@code PLUGIN_TIMEOUT}.
     */
    public Uni<PluginReply> answer(String name, PluginCall call, CallClaims claims) {
        long started = System.nanoTime();
        if (!claims.application().equals(call.application())) {
            throw new FarspanException(
                    ProblemCode.TOKEN_INVALID,
                    "The call token is for application '" + claims.application() + "', the call for '"
                            + call.application() + "'.");
        }
        String where = call.location().orElse(location);
        Duration limit = Duration.ofMillis(call.deadlineMs());
        return installed
                .all()
                .map(found -> found.find(name).orElseThrow(() -> unknown(name, found)))
                .invoke(plugin -> admit(plugin.description(), call, claims))
                .chain(plugin -> calls.instances()
                        .select(call.application(), call.location(), call.instances(), call.generation())
                        .map(targets -> new Prepared(plugin, targets)))
                .ifNoItem()
                .after(limit)
                .failWith(() -> new FarspanException(
                        ProblemCode.PLUGIN_TIMEOUT,
                        "The function of " + location + " is still looking for its plugins or its instances, so that '"
                                + name + "' was not run. Try again; if this persists, the constructor of a plugin"
                                + " hangs."))
                .chain(prepared -> run(prepared, call, where, started + limit.toNanos())
                        .map(outcomes -> new PluginReply(
                                where,
                                claims.epoch(),
                                prepared.plugin.description().version(),
                                outcomes)));
    }

    /**
     * Calls a plugin for all instances of this location without a caller, home or token: only for what the function does by
     * itself. Fails as {@link #answer} does.
     */
    public Uni<PluginReply> unattended(String name, String application, RawJson body, Duration limit) {
        long started = System.nanoTime();
        return installed
                .all()
                .map(found -> found.find(name).orElseThrow(() -> unknown(name, found)))
                .chain(plugin -> {
                    PluginCall call = new PluginCall(
                            application,
                            Optional.empty(),
                            body,
                            limit.toMillis(),
                            Optional.empty(),
                            0,
                            Optional.empty(),
                            plugin.description().role(),
                            plugin.description().changesState());
                    return calls.instances()
                            .select(application, Optional.empty(), Optional.empty(), 0)
                            .chain(targets ->
                                    run(new Prepared(plugin, targets), call, location, started + limit.toNanos()))
                            .map(outcomes -> new PluginReply(
                                    location, 0, plugin.description().version(), outcomes));
                });
    }

    /** A plugin that may be run, and for which instances. */
    private record Prepared(DescribedPlugin plugin, List<SelectedInstance> targets) {}

    private void admit(PluginDescription plugin, PluginCall call, CallClaims claims) {
        if (plugin.role() != call.role() || plugin.changesState() != call.changesState()) {
            throw new FarspanException(
                    ProblemCode.PLUGIN_CHANGED,
                    "The caller was authorized for a plugin '" + plugin.name() + "' that requires "
                            + call.role().word() + (call.changesState() ? " and changes state" : "")
                            + ", but the one in " + location + " requires "
                            + plugin.role().word() + (plugin.changesState() ? " and changes state" : "")
                            + ". It was not run. Try again.");
        }
        gate.admitEpoch(claims, plugin.changesState());
        if (plugin.changesState()) {
            LOG.log(
                    Level.INFO,
                    "plugin {0} {1} may change {2} under epoch {3} for {4} at {5}",
                    plugin.name(),
                    plugin.version(),
                    call.application(),
                    claims.epoch(),
                    call.caller().orElse("home"),
                    Instant.now());
        }
    }

    private Uni<List<PluginOutcome>> run(Prepared prepared, PluginCall call, String where, long deadline) {
        DescribedPlugin plugin = prepared.plugin;
        List<SelectedInstance> targets = prepared.targets;
        PluginRun run = new PluginRun(plugin, call, where, targets, deadline, surroundings);
        PluginExecution execution = new PluginExecution(plugin, call, where, run);
        Set<InstanceId> selected = targets.stream().map(SelectedInstance::id).collect(Collectors.toSet());
        PluginThreads.Owner owner = new PluginThreads.Owner(plugin.description().name(), call.caller());
        return Uni.createFrom()
                .<List<PluginOutcome>>emitter(emitter -> {
                    try {
                        execution.runsOn(threads.start(
                                owner,
                                plugin.plugin().getClass().getClassLoader(),
                                () -> execution.outcomes(selected),
                                emitter::complete));
                    } catch (PluginThreads.Busy e) {
                        emitter.fail(busy(owner.plugin(), e));
                    }
                })
                .emitOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(run.left().plusMillis(1))
                .recoverWithItem(execution::giveUp)
                .onTermination()
                .invoke(run::close);
    }

    private FarspanException unknown(String name, InstalledPlugins.Found found) {
        return new FarspanException(
                ProblemCode.PLUGIN_UNKNOWN,
                "The function of " + location + " has no plugin '" + name + "'"
                        + (found.faults().isEmpty() ? "" : "; " + String.join(" ", found.faults()))
                        + ". Those it has: "
                        + found.descriptions().stream()
                                .map(PluginDescription::name)
                                .toList() + ".");
    }

    private FarspanException busy(String plugin, PluginThreads.Busy why) {
        return new FarspanException(
                ProblemCode.PLUGIN_BUSY,
                "The plugin '" + plugin + "' was not run in " + location + ": " + why.getMessage()
                        + ". Ask again when some have ended; if none does, restart the function.");
    }

    @Override
    public void close() {
        installed.close();
    }
}

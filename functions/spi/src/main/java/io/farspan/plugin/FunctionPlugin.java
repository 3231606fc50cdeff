package io.farspan.plugin;

import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/**
 * A handler that is added to a location's function by dropping in a jar, and called by its name:
 * {@code POST /v1/plugins/{name}}. A jar names its plugins in
 * {@code META-INF/services/io.farspan.plugin.FunctionPlugin}; each has a public constructor without arguments.
 *
 * <p>Laws a plugin keeps:
 *
 * <ul>
 *   <li>It is made once and called by many threads at the same time. Between two calls it keeps nothing that an answer
 *       depends on: the next call may reach another process.
 *   <li>The constructor, {@link #name}, {@link #version}, {@link #role} and {@link #changesState} do no I/O, and answer
 *       the same each time.
 *   <li>{@link #answer} may block. It ends when its thread is interrupted, which happens at the deadline, and starts
 *       nothing that outlives it.
 *   <li>It changes nothing unless {@link #changesState} says so. What is asked of agents is held to that.
 *   <li>It reaches instances and networks through its {@link PluginContext} only.
 * </ul>
 *
 * <p>Laws that hold for it, whatever it does: the caller has the role; a change comes under the highest epoch only; a
 * plugin that throws, hangs, answers too much or something else than JSON, or is incompatible with this version of
 * Farspan costs its own answer and no other; so many calls of one plugin run at a time, and those of all plugins
 * together never take the threads of ordinary calls and probes.
 */
public interface FunctionPlugin {

    /** What it is called by: a DNS label, unique among the plugins of a function. */
    String name();

    /** Its version, for people: it is shown where plugins are listed. */
    String version();

    /** The least role whose holder may call it. */
    Role role();

    /** Whether a call may change anything. Such calls go through home, under its epoch, and into its ledger. */
    boolean changesState();

    /**
     * Answers for this location.
     *
     * @param body the body of the call, one JSON value
     * @throws Exception anything: the answer is then a problem, {@code PLUGIN_FAILED} or, for a
     *     {@link io.farspan.protocol.problem.FarspanException}, what that says
     */
    PluginAnswer answer(RawJson body, PluginContext context) throws Exception;
}

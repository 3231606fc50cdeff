package io.farspan.core.plugin;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.farspan.plugin.JsonContent;
import io.farspan.plugin.PluginAnswer;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** A plugin at work on a call, and what is said of it when it does not answer. */
final class PluginExecution {

    private static final System.Logger LOG = System.getLogger(PluginExecution.class.getName());

    private final DescribedPlugin plugin;
    private final PluginCall call;
    private final String location;
    private final PluginRun run;
    private final long started = System.nanoTime();
    private @Nullable Thread thread;
    private boolean over;

    PluginExecution(DescribedPlugin plugin, PluginCall call, String location, PluginRun run) {
        this.plugin = plugin;
        this.call = call;
        this.location = location;
        this.run = run;
    }

    /** Where {@link #outcomes} runs. */
    synchronized void runsOn(Thread own) {
        thread = own;
        if (over) {
            own.interrupt();
        }
    }

    /** Runs the plugin; never fails. */
    List<PluginOutcome> outcomes(Set<InstanceId> selected) {
        PluginDescription description = plugin.description();
        try {
            PluginAnswer answer = plugin.plugin().answer(call.body(), run);
            return new AnswerReader(description.name(), location, selected).read(answer, tookMs());
        } catch (JsonContent.TooLarge e) {
            return failed(Problem.of(
                    ProblemCode.PLUGIN_ANSWER_TOO_LARGE,
                    "The plugin '" + description.name() + "' answers more than " + PluginAnswer.LARGEST + " bytes in "
                            + location + ". Ask it for less, or for fewer instances at a time." + changed()));
        } catch (FarspanException e) {
            return failed(AnswerReader.shortened(e.problem()));
        } catch (LinkageError e) {
            LOG.log(Level.WARNING, "plugin " + description.name() + " is incompatible", e);
            return failed(Problem.of(
                    ProblemCode.PLUGIN_INCOMPATIBLE,
                    "The plugin '" + description.name() + "' " + description.version() + " in " + location
                            + " is incompatible with this version of Farspan or lacks a library ("
                            + Names.shorten(e.toString())
                            + "). Build it against this version, or install what it needs." + changed()));
        } catch (Throwable e) { // an Error of a plugin is the plugin's, too
            LOG.log(Level.WARNING, "plugin " + description.name() + " failed", e);
            return failed(Problem.of(
                    ProblemCode.PLUGIN_FAILED,
                    "The plugin '" + description.name() + "' failed in " + location + " (" + Names.shorten(e.toString())
                            + "); the function's log has the cause." + changed()));
        }
    }

    /** Stops waiting for it: it is interrupted, and its thread is its own until it ends. */
    synchronized List<PluginOutcome> giveUp() {
        over = true;
        if (thread != null) {
            thread.interrupt();
        }
        return failed(Problem.of(
                ProblemCode.PLUGIN_TIMEOUT,
                "The plugin '" + plugin.description().name() + "' did not answer in " + location + " within "
                        + call.deadlineMs() + " ms. Allow more time, or ask for less." + changed()));
    }

    private String changed() {
        return plugin.description().changesState() ? " Some of its changes may have been applied." : "";
    }

    private List<PluginOutcome> failed(Problem problem) {
        return List.of(PluginOutcome.failed(location, Optional.empty(), tookMs(), problem));
    }

    private long tookMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }
}

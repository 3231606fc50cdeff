package io.farspan.core.plugin;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.plugin.Plugin;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.plugin.Plugins;

/**
 * The plugins on the class path and in the folder. They are looked for when the first plugin is asked for, on a thread of
 * their own: a function without plugins starts no later for them, and one that hangs when it is made holds up no call.
 */
final class InstalledPlugins implements AutoCloseable {

    private final PluginFolder folder;
    private @Nullable CompletableFuture<Found> found;

    InstalledPlugins(PluginFolder folder) {
        this.folder = folder;
    }

    /** What was found. */
    record Found(List<DescribedPlugin> plugins, List<String> faults) {

        Optional<DescribedPlugin> find(String name) {
            return plugins.stream()
                    .filter(plugin -> plugin.description().name().equals(name))
                    .findAny();
        }

        List<PluginDescription> descriptions() {
            return plugins.stream().map(DescribedPlugin::description).toList();
        }
    }

    Uni<Found> all() {
        return Uni.createFrom().deferred(() -> Uni.createFrom().completionStage(looked().copy()));
    }

    private synchronized CompletableFuture<Found> looked() {
        if (found == null) {
            CompletableFuture<Found> looking = new CompletableFuture<>();
            found = looking;
            Thread thread = new Thread(() -> look(looking), "farspan-plugins");
            thread.setDaemon(true);
            thread.start();
        }
        return found;
    }

    private void look(CompletableFuture<Found> looking) {
        try {
            Map<FunctionPlugin, DescribedPlugin> described = new IdentityHashMap<>();
            Plugins<FunctionPlugin> plugins = folder.find(FunctionPlugin.class, plugin -> {
                DescribedPlugin installed = described(plugin);
                described.put(plugin, installed);
                return installed.description().name();
            });
            looking.complete(new Found(
                    plugins.usable().stream()
                            .map(Plugin::offer)
                            .map(described::get)
                            .sorted(Comparator.comparing(
                                    plugin -> plugin.description().name()))
                            .toList(),
                    plugins.faults()));
        } catch (Throwable e) { // only those who wait for plugins may notice
            forget();
            looking.completeExceptionally(e);
        }
    }

    /** Whoever asks next looks again. */
    private synchronized void forget() {
        found = null;
    }

    /** An error of any kind affects this plugin only; the search for the others goes on. */
    private static DescribedPlugin described(FunctionPlugin plugin) {
        try {
            return DescribedPlugin.of(plugin);
        } catch (LinkageError e) {
            throw e;
        } catch (Error e) {
            throw new IllegalStateException(plugin.getClass().getName() + " failed while being described: " + e, e);
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}

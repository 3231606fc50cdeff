package io.farspan.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a plugin works with during one call, and not after it: then every method fails with
 * {@link IllegalStateException}. Safe for use by many threads.
 */
public interface PluginContext {

    /** The application the call is for. */
    String application();

    /** The location whose instances these are. */
    String location();

    /** Who calls, as home names them; empty for Farspan itself. */
    Optional<String> caller();

    /** Those of the location's instances that the caller has selected, as the map has them, ordered by id. */
    List<PluginInstance> instances();

    /** How much time is left; zero when the deadline has passed. */
    Duration remaining();

    /** The way to the selected instances' agents. */
    AgentPort agents();

    /** The way to other HTTP services. */
    HttpPort http();
}

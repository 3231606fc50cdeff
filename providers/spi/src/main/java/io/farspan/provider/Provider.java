package io.farspan.provider;

import java.util.Set;

/**
 * Makes one kind of thing, {@code T}, for one service. It has a public constructor without parameters and is found by
 * {@link java.util.ServiceLoader}, on the class path or in the router's folder of plugins.
 *
 * <p>Laws, each checked by {@code ProviderContractTest} of the test kit:
 *
 * <ul>
 *   <li>The name is a lower-case word that never changes: it stands in settings.
 *   <li>{@link #create} does no I/O: whether the service can be reached shows when the object is used.
 *   <li>A configuration that cannot work is refused by {@link #create}, with the full name of the setting to change.
 * </ul>
 */
public interface Provider<C, T> {

    /** The word that chooses this provider in a configuration, for example {@code dns}. */
    String name();

    /**
     * The options that only this provider knows, each by the part of its setting's name that follows the kind's prefix: a
     * location map's {@code tsig} is the setting {@code farspan.map.tsig}.
     */
    Set<String> options();

    /**
     * A new object for {@code config}; whoever asks for it closes it. Does no I/O.
     *
     * @throws IllegalArgumentException when the configuration cannot work, saying which setting to change
     */
    T create(C config, ProviderContext context);
}

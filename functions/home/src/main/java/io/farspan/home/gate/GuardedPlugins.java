package io.farspan.home.gate;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What one person may do with the functions' plugins: those whose role they have, what changes something being in the
 * ledger first, and what comes back being masked. A plugin is installed by whoever runs a function, and its role is what
 * it asks for: grants to single MBeans say nothing of it.
 */
public final class GuardedPlugins {

    private final PluginAudit audit;
    private final CallerShares shares;
    private final Person person;

    GuardedPlugins(PluginAudit audit, CallerShares shares, Person person) {
        this.audit = audit;
        this.shares = shares;
        this.person = person;
    }

    /** Their name. */
    public String caller() {
        return person.name();
    }

    /**
     * Demands that they may call a plugin that needs {@code role}.
     *
     * @throws FarspanException {@code FORBIDDEN}
     */
    public void require(String plugin, String location, Role role) {
        if (!Roles.includes(person.hasRole(), role.word())) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "The plugin '" + plugin + "' in " + location + " needs the role " + role.word() + ", which "
                            + person.name() + " lacks. Nothing was sent.");
        }
    }

    /** Writes down that they are about to change something by a plugin. */
    public Uni<Void> record(String application, InstanceSelector select, String plugin) {
        return audit.record(person, application, select, plugin);
    }

    /** {@code work} as one of the calls that they may have under way. */
    public <T> Uni<T> within(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            shares.enter(person.name());
            return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> shares.leave(person.name()));
        });
    }

    /** A plugin's value as they may see it. Nobody but an admin sees secrets. */
    public UnaryOperator<RawJson> view() {
        return person.hasRole().test(Roles.ADMIN) ? UnaryOperator.identity() : SecretMask::mask;
    }
}

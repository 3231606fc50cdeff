package io.farspan.federation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;

/**
 * The MBeans that a federated name or pattern stands for.
 *
 * @param federated the name as it was asked
 * @param parsed its parts
 */
record MBeanSelection(ObjectName federated, FederatedName parsed) {

    static MBeanSelection of(String name) {
        try {
            ObjectName federated = new ObjectName(name);
            return new MBeanSelection(federated, FederatedName.parse(federated));
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("Not an ObjectName: " + name, e);
        }
    }

    /** The name that an instance knows. */
    String local() {
        return parsed.local().toString();
    }

    /** Whether only one value is asked for: one MBean of one instance, or one MBean of the whole. */
    boolean isOne() {
        return !federated.isPattern();
    }

    /** The instance, if one is named. */
    Optional<InstanceId> id() {
        return isOne() ? parsed.id() : Optional.empty();
    }

    /** The instances to ask; more than are meant when a key is a pattern, so their replies are filtered by name. */
    InstanceSelector select() {
        if (parsed.id().isPresent()) {
            return InstanceSelector.of(parsed.id().get());
        }
        Optional<String> location = parsed.location().filter(value -> !value.contains("*") && !value.contains("?"));
        return location.map(value -> new InstanceSelector(Set.of(value), Set.of(), Map.of()))
                .orElse(InstanceSelector.ALL);
    }

    /** Exactly those of all instances that are meant, for requests that change something. */
    InstanceSelector select(Set<InstanceId> all) {
        return new InstanceSelector(
                Set.of(), all.stream().filter(this::means).collect(Collectors.toUnmodifiableSet()), Map.of());
    }

    /** Whether an instance is meant, whatever the MBean. */
    boolean means(InstanceId id) {
        return matches(parsed.location(), id.location()) && matches(parsed.instance(), id.name());
    }

    /** Whether one instance's MBean is among what was asked. */
    boolean covers(ObjectName qualified) {
        return federated.apply(qualified);
    }

    private static boolean matches(Optional<String> pattern, String value) {
        try {
            return pattern.isEmpty() || new ObjectName("x:k=" + pattern.get()).apply(new ObjectName("x:k=" + value));
        } catch (MalformedObjectNameException e) {
            return false;
        }
    }
}

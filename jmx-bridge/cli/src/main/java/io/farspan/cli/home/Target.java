package io.farspan.cli.home;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;

/**
 * What a command is about: {@code shop}, {@code shop/aws1}, {@code shop/aws1/i-7} or {@code shop/primary}.
 *
 * @param application the application
 * @param location one of its locations; empty for all, and for the primary instance
 * @param instance one of the location's instances; empty for all
 * @param primary whether the instance is meant that the map says is the primary one
 */
public record Target(String application, Optional<String> location, Optional<String> instance, boolean primary) {

    /** Reads a target. */
    public static Target parse(String text) {
        String[] parts = text.split("/", -1);
        try {
            String application = Names.requireLabel("application", parts[0]);
            if (parts.length == 1) {
                return new Target(application, Optional.empty(), Optional.empty(), false);
            }
            if (parts.length == 2 && parts[1].equals("primary")) {
                return new Target(application, Optional.empty(), Optional.empty(), true);
            }
            String location = Names.requireLabel("location", parts[1]);
            if (parts.length == 2) {
                return new Target(application, Optional.of(location), Optional.empty(), false);
            }
            if (parts.length == 3) {
                return new Target(
                        application,
                        Optional.of(location),
                        Optional.of(new InstanceId(location, parts[2]).name()),
                        false);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "'" + text + "' is no target: " + e.getMessage() + ".", e);
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "'" + text
                        + "' is no target. A target is APPLICATION, APPLICATION/LOCATION, APPLICATION/LOCATION/INSTANCE or"
                        + " APPLICATION/primary.");
    }

    /** The instance's id as the API writes it. */
    public Optional<String> instanceId() {
        return instance.map(name -> location.orElse("") + "/" + name);
    }

    /** What the API takes to select instances. */
    public JsonNode select(Map<String, String> labels) {
        if (primary) {
            if (!labels.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE, "'" + this + "' is one instance, so labels select nothing of it.");
            }
            return JsonTree.object().textNode("primary");
        }
        if (location.isEmpty() && labels.isEmpty()) {
            return JsonTree.object().textNode("all");
        }
        ObjectNode select = JsonTree.object();
        if (instance.isPresent()) {
            select.putArray("instances").add(instanceId().orElseThrow());
        } else {
            location.ifPresent(name -> select.putArray("locations").add(name));
        }
        if (!labels.isEmpty()) {
            ObjectNode wanted = select.putObject("labels");
            labels.forEach(wanted::put);
        }
        return select;
    }

    @Override
    public String toString() {
        return application
                + (primary ? "/primary" : location.map(name -> "/" + name).orElse(""))
                + instance.map(name -> "/" + name).orElse("");
    }
}

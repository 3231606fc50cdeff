package io.farspan.home.gate;

import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.protocol.call.InstanceSelector;

/** Writes down who is about to change something by a plugin. */
interface PluginAudit {

    /** Done when it is written down; never fails for want of a place to write. */
    Uni<Void> record(Person person, String application, InstanceSelector select, String plugin);
}

package io.farspan.troubleshooting.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;

/**
 * An action as it is stored.
 *
 * @param id its id
 * @param application the application
 * @param name the name of the kind of action
 * @param arguments as given while they are needed, then as everybody may see them
 * @param shown the arguments as everybody may see them
 * @param accesses what it asks, without arguments and values
 * @param select which instances were selected
 * @param person who began it
 * @param roles the roles that they had
 * @param reason the reason given; may be empty
 * @param state how far it is
 * @param detail why it ended as it did, where that is not plain
 * @param hold who may go on with it
 * @param started when it began, by home's clock
 * @param deadline when it ends at the latest
 * @param ended when it ended
 * @param expires when it is removed
 * @param complete whether all is done that comes after its end
 * @param undo what it changed and when that is undone
 * @param undone when that was undone, or given up
 * @param restored whether that was undone at every instance
 */
public record StoredAction(
        UUID id,
        String application,
        String name,
        ObjectNode arguments,
        ObjectNode shown,
        List<JolokiaRequest> accesses,
        InstanceSelector select,
        String person,
        Set<String> roles,
        String reason,
        ActionState state,
        Optional<String> detail,
        Hold hold,
        Instant started,
        Instant deadline,
        Optional<Instant> ended,
        Instant expires,
        boolean complete,
        Optional<Undo> undo,
        Optional<Instant> undone,
        boolean restored) {

    /**
     * Who goes on with an action. Only the last one to have taken it can write.
     *
     * @param epoch home's epoch
     * @param runner the router's process
     */
    public record Hold(long epoch, UUID runner) {}

    /**
     * That an action's change is undone.
     *
     * @param of what it changes
     * @param at when
     */
    public record Undo(String of, Instant at) {}

    public StoredAction {
        accesses = List.copyOf(accesses);
        roles = Set.copyOf(roles);
    }

    /** Whether instances are being asked. */
    public boolean isRunning() {
        return state == ActionState.RUNNING;
    }

    /** Whether what it changed has been neither undone nor given up yet. */
    public boolean isToBeUndone() {
        return undo.isPresent() && undone.isEmpty();
    }

    /** The same with another hold. */
    public StoredAction with(Hold other) {
        return new StoredAction(
                id,
                application,
                name,
                arguments,
                shown,
                accesses,
                select,
                person,
                roles,
                reason,
                state,
                detail,
                other,
                started,
                deadline,
                ended,
                expires,
                complete,
                undo,
                undone,
                restored);
    }
}

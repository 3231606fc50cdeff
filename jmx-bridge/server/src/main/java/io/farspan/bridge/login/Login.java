package io.farspan.bridge.login;

import io.farspan.protocol.call.ManagementPort;

/** Checks who may connect. */
public interface Login {

    /**
     * A person who logged in.
     *
     * @param person their name
     * @param port what they may use, with their rights and no others'; equal to that of an earlier session only while
     *     they have the same rights
     */
    record Session(String person, ManagementPort port) {}

    /**
     * Checks credentials; may block.
     *
     * @throws SecurityException when they are wrong, with a message for whoever sent them
     */
    Session login(String user, String password);
}

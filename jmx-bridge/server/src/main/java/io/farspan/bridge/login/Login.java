package io.farspan.bridge.login;

import io.farspan.protocol.call.ManagementPort;

/** Lets tools in. */
public interface Login {

    /**
     * Somebody who was let in.
     *
     * @param person their name
     * @param port what they may use, with their rights and no others'; equal to that of an earlier session only while
     *     they have the same rights
     */
    record Session(String person, ManagementPort port) {}

    /**
     * Checks credentials; may block.
     *
     * @throws SecurityException when they are not good, with a message for whoever sent them
     */
    Session login(String user, String password);
}

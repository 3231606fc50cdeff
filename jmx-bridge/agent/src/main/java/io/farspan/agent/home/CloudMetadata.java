package io.farspan.agent.home;

import java.io.IOException;

/** What the cloud says about the machine that the instance runs on. Every method asks it, and blocks for seconds at most. */
interface CloudMetadata {

    /** The machine's id, unique in its location. */
    String instance() throws IOException, InterruptedException;

    /** The cloud's name of the region. */
    String region() throws IOException, InterruptedException;

    /** The machine's private address. */
    String address() throws IOException, InterruptedException;
}

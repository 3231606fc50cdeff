package io.farspan.core.plugin;

import javax.net.ssl.SSLSocketFactory;

import io.farspan.core.call.CallHandler;
import io.farspan.core.call.Networks;

/**
 * What all calls of plugins share.
 *
 * @param calls asks agents
 * @param agentNetworks where agents may be
 * @param networks where HTTP requests may go
 * @param trust whose certificates are accepted there
 * @param room what plugins may keep of agents' answers
 */
record PluginSurroundings(
        CallHandler calls, Networks agentNetworks, Networks networks, SSLSocketFactory trust, PluginRoom room) {}

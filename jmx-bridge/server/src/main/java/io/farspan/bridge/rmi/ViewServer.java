package io.farspan.bridge.rmi;

import java.io.IOException;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;

import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;

import org.jspecify.annotations.Nullable;

import io.farspan.bridge.view.ViewName;

/** The RMI server that the registry has under a view's name. */
final class ViewServer implements RMIServer {

    private final ViewName view;
    private final Connections connections;

    ViewServer(ViewName view, Connections connections) {
        this.view = view;
        this.connections = connections;
    }

    @Override
    public String getVersion() {
        return "1.0 farspan";
    }

    @Override
    public RMIConnection newClient(@Nullable Object credentials) throws IOException {
        if (!(credentials instanceof String[] pair) || pair.length != 2 || pair[0] == null || pair[1] == null) {
            throw new SecurityException(
                    "Authentication failed! Credentials are required: the user and password of Farspan's HTTP API");
        }
        return connections.open(view, client(), pair[0], pair[1]);
    }

    private static String client() {
        try {
            return RemoteServer.getClientHost();
        } catch (ServerNotActiveException e) {
            return "local";
        }
    }
}

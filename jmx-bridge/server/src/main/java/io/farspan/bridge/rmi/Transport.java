package io.farspan.bridge.rmi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.rmi.ssl.SslRMIClientSocketFactory;

import org.jspecify.annotations.Nullable;

/** Makes sockets on one address, plain or TLS. The registry and all views use the same object, so they share a port. */
final class Transport implements RMIServerSocketFactory {

    private final InetAddress bind;
    private final Optional<SSLContext> tls;
    private final List<ServerSocket> opened = new CopyOnWriteArrayList<>();
    private volatile int port;

    Transport(InetAddress bind, Optional<SSLContext> tls) {
        this.bind = bind;
        this.tls = tls;
    }

    @Override
    public ServerSocket createServerSocket(int wanted) throws IOException {
        ServerSocket socket;
        if (tls.isPresent()) {
            SSLServerSocket secure =
                    (SSLServerSocket) tls.get().getServerSocketFactory().createServerSocket(wanted, 128, bind);
            secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket = secure;
        } else {
            socket = new ServerSocket(wanted, 128, bind);
        }
        opened.add(socket);
        port = socket.getLocalPort();
        return socket;
    }

    /** The socket factory that tools connect with: a class of the JDK, because tools have no others. */
    @Nullable
    RMIClientSocketFactory client() {
        return tls.isPresent() ? new SslRMIClientSocketFactory() : null;
    }

    /** The port that was bound. */
    int port() {
        return port;
    }

    /** Closes the port. RMI does so itself only where the port was not one that the system chose. */
    void close() throws IOException {
        for (ServerSocket socket : opened) {
            socket.close();
        }
    }
}

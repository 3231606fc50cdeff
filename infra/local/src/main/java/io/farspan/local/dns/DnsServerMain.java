package io.farspan.local.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** {@code java … DnsServerMain ZONE TSIG JOURNAL PORT}: the embedded server as a process of its own. */
public final class DnsServerMain {

    private DnsServerMain() {}

    /** Serves until the process ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress listen =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[3]));
        DnsServer server = DnsServer.start(arguments[0], arguments[1], Path.of(arguments[2]), listen);
        System.out.println("LISTENING " + server.address());
        Thread.currentThread().join();
    }
}

package io.farspan.local.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.Executors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** A server on a free port of loopback; over TLS when the system properties name a key store. */
public final class LoopbackServer {

    private static final String KEY_STORE = "farspan.local.key-store";
    private static final String PASSWORD = "farspan.local.key-store-password";
    private static final int BACKLOG = 256;

    private LoopbackServer() {}

    /** A server that is bound and not yet started. */
    public static HttpServer create() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server;
        String store = System.getProperty(KEY_STORE);
        if (store == null) {
            server = HttpServer.create(address, BACKLOG);
        } else {
            HttpsServer https = HttpsServer.create(address, BACKLOG);
            https.setHttpsConfigurator(
                    new HttpsConfigurator(context(Path.of(store), System.getProperty(PASSWORD, ""))));
            server = https;
        }
        server.setExecutor(Executors.newCachedThreadPool());
        return server;
    }

    /** The properties that make a process's servers speak TLS. */
    public static List<String> tlsArguments(Path keyStore, String password) {
        return List.of("-D" + KEY_STORE + "=" + keyStore, "-D" + PASSWORD + "=" + password);
    }

    /** A context whose key, and whose trust, are what a PKCS#12 store holds. */
    public static SSLContext context(Path store, String password) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The key store " + store + " cannot be used: " + e.getMessage(), e);
        }
    }
}

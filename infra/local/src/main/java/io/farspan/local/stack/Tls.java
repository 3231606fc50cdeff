package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.farspan.local.process.Child;

/**
 * A certificate of one run's own, for every name under which its parts are reached.
 *
 * @param keyStore PKCS#12 with the key
 * @param trustStore PKCS#12 with the certificate, for Java tools
 * @param certificate PEM, for others
 */
record Tls(Path keyStore, Path trustStore, Path certificate) {

    /** Of both stores; there is nothing in them that outlives the run. */
    static final String PASSWORD = "changeit";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Makes one with the JDK's {@code keytool}. */
    static Tls create(Path directory, List<String> names) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Tls tls = new Tls(
                directory.resolve("key-store.p12"),
                directory.resolve("trust-store.p12"),
                directory.resolve("certificate.pem"));
        String hosts = names.stream().map(name -> "dns:" + name).collect(Collectors.joining(","));
        keytool(
                directory,
                "-genkeypair",
                "-keystore",
                tls.keyStore.toString(),
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=farspan local",
                "-validity",
                "30",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost," + hosts);
        keytool(
                directory,
                "-exportcert",
                "-rfc",
                "-keystore",
                tls.keyStore.toString(),
                "-file",
                tls.certificate.toString());
        keytool(
                directory,
                "-importcert",
                "-noprompt",
                "-keystore",
                tls.trustStore.toString(),
                "-file",
                tls.certificate.toString());
        return tls;
    }

    /** What makes a Quarkus service speak TLS only. */
    Map<String, String> quarkus(int port) {
        return Map.of(
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE",
                keyStore.toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD",
                PASSWORD,
                "QUARKUS_HTTP_SSL_PORT",
                Integer.toString(port),
                "QUARKUS_HTTP_INSECURE_REQUESTS",
                "disabled");
    }

    private static void keytool(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(Child.java()).resolveSibling("keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "farspan", "-storetype", "PKCS12", "-storepass", PASSWORD));
        Child keytool = Child.start("keytool", directory.resolve("keytool.log"), Map.of(), command);
        keytool.awaitEnd(LIMIT);
    }
}

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
 * An authority and a certificate of one run's own, for every name under which its parts are reached.
 *
 * @param keyStore PKCS#12 with the key
 * @param trustStore PKCS#12 with the authority, for Java tools
 * @param certificate the authority as PEM, for others
 * @param expired PKCS#12 with a key whose certificate has expired
 */
record Tls(Path keyStore, Path trustStore, Path certificate, Path expired) {

    /** Of both stores; there is nothing in them that outlives the run. */
    static final String PASSWORD = "changeit";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Makes an authority and a certificate of it with the JDK's {@code keytool}, and one that has expired. */
    static Tls create(Path directory, List<String> names) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Tls tls = new Tls(
                directory.resolve("key-store.p12"),
                directory.resolve("trust-store.p12"),
                directory.resolve("certificate.pem"),
                directory.resolve("expired.p12"));
        String hosts = names.stream().map(name -> "dns:" + name).collect(Collectors.joining(","));
        String san = "san=ip:127.0.0.1,dns:localhost," + hosts;
        Path authority = directory.resolve("authority.p12");
        generate(directory, authority, "CN=farspan local authority", "bc:critical=ca:true");
        keytool(
                directory,
                "-exportcert",
                "-rfc",
                "-keystore",
                authority.toString(),
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
        issue(directory, authority, tls.keyStore, tls.certificate, san, "-1d");
        issue(directory, authority, tls.expired, tls.certificate, san, "-40d");
        return tls;
    }

    private static void generate(Path directory, Path store, String subject, String extension)
            throws IOException, InterruptedException {
        keytool(
                directory,
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject,
                "-validity",
                "31",
                "-startdate",
                "-1d",
                "-ext",
                extension);
    }

    /** A certificate of the authority that is good for thirty days from {@code start} on. */
    private static void issue(Path directory, Path authority, Path store, Path root, String san, String start)
            throws IOException, InterruptedException {
        Path request = directory.resolve("request.csr");
        Path issued = directory.resolve("issued.pem");
        generate(directory, store, "CN=farspan local", san);
        keytool(directory, "-certreq", "-keystore", store.toString(), "-file", request.toString());
        keytool(
                directory,
                "-gencert",
                "-keystore",
                authority.toString(),
                "-infile",
                request.toString(),
                "-outfile",
                issued.toString(),
                "-rfc",
                "-startdate",
                start,
                "-validity",
                "30",
                "-ext",
                san);
        run(
                directory,
                "-importcert",
                "-noprompt",
                "-keystore",
                store.toString(),
                "-file",
                root.toString(),
                "-alias",
                "authority");
        keytool(directory, "-importcert", "-noprompt", "-keystore", store.toString(), "-file", issued.toString());
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
        List<String> own = new ArrayList<>(List.of(arguments));
        own.addAll(List.of("-alias", "farspan"));
        run(directory, own.toArray(String[]::new));
    }

    private static void run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(Child.java()).resolveSibling("keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Child keytool = Child.start("keytool", directory.resolve("keytool.log"), Map.of(), command);
        keytool.awaitEnd(LIMIT);
    }
}

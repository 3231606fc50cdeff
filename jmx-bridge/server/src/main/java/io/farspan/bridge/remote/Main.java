package io.farspan.bridge.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import io.farspan.bridge.login.Login;
import io.farspan.bridge.login.PasswordFile;
import io.farspan.bridge.rmi.BridgeSettings;
import io.farspan.bridge.rmi.JmxBridge;
import io.farspan.bridge.rmi.KeyStores;
import io.farspan.bridge.view.AgeLimits;
import io.farspan.bridge.view.ViewName;

/** {@code java -jar farspan-jmx-bridge.jar}: the bridge on a tool's own machine. */
@Command(
        name = "farspan-jmx-bridge",
        mixinStandardHelpOptions = true,
        description = "Lets JMX tools on this machine see the applications that a Farspan router manages. RMI stays on"
                + " this machine; the connection to home is HTTPS.",
        sortOptions = false)
public final class Main implements Callable<Integer> {

    @Option(
            names = "--home",
            required = true,
            paramLabel = "URL",
            description = "The router, for example https://router.dc1:8443.")
    private URI home = URI.create("https://localhost");

    @Option(
            names = "--application",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "The applications to offer.")
    private List<String> applications = List.of();

    @Option(
            names = "--user",
            required = true,
            paramLabel = "NAME",
            description = "The user who reads the instances from home.")
    private String user = "";

    @Option(
            names = "--password",
            interactive = true,
            arity = "0..1",
            required = true,
            defaultValue = "${FARSPAN_PASSWORD}",
            description = "Their password; read from FARSPAN_PASSWORD, or asked for when the option has no value.")
    private String password = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "1099",
            description = "RMI port (default: ${DEFAULT-VALUE}); 0 for a free one.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String bind = "127.0.0.1";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Users that tools log in as, a name and a password per line; they all act as --user."
                    + " Without it, tools log in with their own credentials for home.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description = "PKCS #12 file with a key, for RMI over TLS; its password is in FARSPAN_KEY_STORE_PASSWORD.")
    private @Nullable Path keyStore;

    @Option(
            names = "--trust-store",
            paramLabel = "FILE",
            description = "PKCS #12 file with the authority that signed home's certificate, unless it is a public one;"
                    + " its password is in FARSPAN_TRUST_STORE_PASSWORD.")
    private @Nullable Path trustStore;

    /** Runs the bridge. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(String.valueOf(failure.getMessage())));
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpClient.Builder http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).version(HttpClient.Version.HTTP_1_1);
        if (trustStore != null) {
            http.sslContext(KeyStores.trusting(trustStore, secret("FARSPAN_TRUST_STORE_PASSWORD")));
        }
        HttpClient client = http.build();
        HttpManagementPort own = new HttpManagementPort(client, home, user, password);
        Login login =
                passwordFile == null ? new HomeLogin(client, home, applications) : PasswordFile.read(passwordFile, own);
        BridgeSettings settings = new BridgeSettings(
                new LinkedHashSet<>(applications),
                bind,
                bind,
                port,
                Optional.ofNullable(keyStore).map(file -> KeyStores.tls(file, secret("FARSPAN_KEY_STORE_PASSWORD"))),
                AgeLimits.USUAL,
                BridgeSettings.USUAL_POLL,
                BridgeSettings.USUAL_IDLE,
                BridgeSettings.USUAL_MOST);
        try (JmxBridge bridge = JmxBridge.start(settings, login, own)) {
            bridge.follow();
            applications.forEach(name -> System.out.println("JMX " + bridge.url(ViewName.federated(name))));
            Thread.currentThread().join();
        }
        return 0;
    }

    private static String secret(String name) {
        return Optional.ofNullable(System.getenv(name)).orElse("");
    }
}

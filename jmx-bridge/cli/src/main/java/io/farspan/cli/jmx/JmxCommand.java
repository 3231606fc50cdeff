package io.farspan.cli.jmx;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.bridge.remote.HomeLogin;
import io.farspan.bridge.remote.HttpManagementPort;
import io.farspan.bridge.rmi.BridgeSettings;
import io.farspan.bridge.rmi.JmxBridge;
import io.farspan.bridge.rmi.KeyStores;
import io.farspan.bridge.view.AgeLimits;
import io.farspan.bridge.view.ViewName;
import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.profile.Credentials;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.protocol.call.InstanceId;

/** Opens a local RMI port for JMX tools, or says where that of the router is. */
@Command(
        name = "jmx",
        description =
                "Opens an RMI port on this machine for JConsole, VisualVM and other JMX tools, and speaks HTTP to home,"
                        + " until interrupted. Prints the URL that a tool takes; tools log in with credentials of home.")
public final class JmxCommand implements Callable<ExitCode> {

    private static final String HERE = "127.0.0.1";
    private static final Duration LONG = Duration.ofDays(1);

    @Mixin
    private final Session session;

    @Option(names = "--port", paramLabel = "PORT", description = "The RMI port; a free one by default.")
    private int port;

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description =
                    "A PKCS #12 file with a key, for RMI over TLS; its password is in FARSPAN_KEY_STORE_PASSWORD.")
    private Optional<Path> keyStore = Optional.empty();

    @Option(
            names = "--direct",
            description = "Open nothing; print the URL of the router's own bridge, if it can be reached from here.")
    private boolean direct;

    @Option(
            names = "--direct-port",
            paramLabel = "PORT",
            description = "The port of the router's bridge (default: 1099).")
    private int directPort = 1099;

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "APPLICATION, APPLICATION/primary or APPLICATION/LOCATION/INSTANCE.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public JmxCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.target(target);
        ViewName view = view(asked);
        return direct ? direct(view) : bridge(view);
    }

    private static ViewName view(Target asked) {
        if (asked.primary()) {
            return ViewName.primary(asked.application());
        }
        if (asked.instance().isPresent()) {
            return ViewName.of(
                    asked.application(), InstanceId.parse(asked.instanceId().orElseThrow()));
        }
        if (asked.location().isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "JMX tools see an application, its primary instance or one instance, not a location. Name one of these"
                            + " instead of '" + asked + "'.");
        }
        return ViewName.federated(asked.application());
    }

    private ExitCode direct(ViewName view) {
        URI home = session.homes().get(0);
        RouterBridge bridge = new RouterBridge(home.getHost(), directPort);
        boolean tls = bridge.speaksTls(session.http().sslContext());
        session.terminal().out().println(bridge.url(view.toString()));
        session.terminal().out().flush();
        if (tls) {
            session.terminal()
                    .note("It speaks TLS: unless its certificate is publicly trusted, start the tool with"
                            + " -J-Djavax.net.ssl.trustStore=FILE.");
        }
        return ExitCode.OK;
    }

    private ExitCode bridge(ViewName view) throws Exception {
        URI home = session.homes().get(0);
        String user = session.settings()
                .find("user")
                .orElseThrow(
                        () -> new CommandFailure(
                                ExitCode.USAGE,
                                "A user and a password are required to read the instances from home; a token is not enough: set --user."));
        HttpClient http = session.http();
        HttpManagementPort own = new HttpManagementPort(
                http, home, user, new Credentials(session.surroundings(), session.settings()).password(user));
        own.instances(view.application()).await().atMost(Duration.ofSeconds(10)); // fails now rather than at each login
        BridgeSettings settings = new BridgeSettings(
                Set.of(view.application()),
                HERE,
                HERE,
                port,
                keyStore.map(file -> KeyStores.tls(
                        file,
                        session.surroundings()
                                .variable("FARSPAN_KEY_STORE_PASSWORD")
                                .orElse(""))),
                AgeLimits.USUAL,
                BridgeSettings.USUAL_POLL,
                BridgeSettings.USUAL_IDLE,
                BridgeSettings.USUAL_MOST);
        HomeLogin login = new HomeLogin(http, home, List.of(view.application()));
        try (JmxBridge bridge = JmxBridge.start(settings, login, own)) {
            bridge.follow();
            String url = bridge.url(view);
            session.terminal().out().println(url);
            session.terminal().out().flush();
            session.terminal()
                    .note("Try: jconsole " + url + ", as a user of home such as " + user
                            + ". Interrupt this to close the port.");
            boolean more = true;
            while (more) {
                more = session.surroundings().pause().test(LONG);
            }
        }
        return ExitCode.OK;
    }
}

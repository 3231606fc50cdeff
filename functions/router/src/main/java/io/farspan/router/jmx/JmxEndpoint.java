package io.farspan.router.jmx;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import org.jboss.logging.Logger;

import io.farspan.bridge.login.Login;
import io.farspan.bridge.login.Throttle;
import io.farspan.bridge.login.Throttled;
import io.farspan.bridge.rmi.BridgeSettings;
import io.farspan.bridge.rmi.JmxBridge;
import io.farspan.bridge.rmi.KeyStores;
import io.farspan.bridge.view.AgeLimits;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.settings.Applications;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.router.call.Calls;
import io.farspan.router.call.FirstUse;
import io.farspan.router.login.LoginRefusal;

/**
 * Runs the bridge for as long as the router runs. Its users are those of the HTTP API, with the same roles, and wrong
 * passwords count towards one throttle.
 */
@Singleton
class JmxEndpoint implements Login, FirstUse {

    private static final Logger LOG = Logger.getLogger(JmxEndpoint.class);
    private static final Duration LOGIN_LIMIT = Duration.ofSeconds(10);
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final JmxConfig config;
    private final Applications applications;
    private final Calls calls;
    private final Gate gate;
    private final IdentityProviderManager identities;
    private final Throttle throttle;
    private final CompletableFuture<Optional<JmxBridge>> bridge = new CompletableFuture<>();

    JmxEndpoint(
            JmxConfig config,
            Applications applications,
            Calls calls,
            Gate gate,
            IdentityProviderManager identities,
            Throttle throttle) {
        this.config = config;
        this.applications = applications;
        this.calls = calls;
        this.gate = gate;
        this.identities = identities;
        this.throttle = throttle;
    }

    void start(@Observes StartupEvent event) throws IOException {
        if (!config.enabled()) {
            LOG.info("The JMX bridge is off, because farspan.jmx.enabled is false");
            bridge.complete(Optional.empty());
            return;
        }
        JmxBridge started = JmxBridge.start(settings(), this, calls, throttle);
        bridge.complete(Optional.of(started));
        LOG.infof("JMX bridge at %s:%d for %s", config.host(), started.port(), applications.names());
    }

    void stop(@Observes ShutdownEvent event) {
        bridge.getNow(Optional.empty()).ifPresent(JmxBridge::close);
    }

    @Override
    public void make(String application, ManagementPort as) {
        try {
            Optional<JmxBridge> started = bridge.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (started.isPresent()) {
                started.get().warmUp(application, as);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException
                | ExecutionException
                | TimeoutException
                | io.smallrye.mutiny.TimeoutException
                | SecurityException e) {
            LOG.debugf("%s: the JMX bridge is not warmed up: %s", application, e.getMessage());
        }
    }

    /** Logs a user in as the HTTP API would. */
    @Override
    public Session login(String user, String password) {
        SecurityIdentity identity;
        try {
            identity = identities
                    .authenticate(new UsernamePasswordAuthenticationRequest(
                            user, new PasswordCredential(password.toCharArray())))
                    .await()
                    .atMost(LOGIN_LIMIT);
        } catch (AuthenticationFailedException | UnauthorizedException e) {
            Optional<Throttled> refusal = LoginRefusal.behind(e);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            throw new SecurityException("Authentication failed! Unknown or expired credentials");
        }
        if (!identity.hasRole(Roles.VIEWER) && !identity.hasRole(Roles.OPERATOR) && !identity.hasRole(Roles.ADMIN)) {
            throw new SecurityException(
                    "Authentication failed! " + user + " has none of the roles viewer, operator, admin");
        }
        Person person = new Person(identity.getPrincipal().getName(), identity::hasRole);
        return new Session(person.name(), gate.port(person));
    }

    private BridgeSettings settings() {
        return new BridgeSettings(
                Set.copyOf(applications.names()),
                config.bind(),
                config.host(),
                config.port(),
                config.keyStore()
                        .map(file -> KeyStores.tls(
                                Path.of(file), config.keyStorePassword().orElse(""))),
                new AgeLimits(config.valueAge(), config.descriptionAge()),
                config.pollEvery(),
                config.idle(),
                config.mostConnections());
    }
}

package io.farspan.router.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import io.quarkus.test.junit.QuarkusTestProfile;

import io.farspan.router.fixture.RouterFixture;

/** A router with every way to log in: users with bcrypt hashes, an OpenID Connect provider, and the bridge. */
public class Doors implements QuarkusTestProfile {

    static final int JMX = freePort();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>();
        for (String user : List.of("ann", "ben", "cyd", "dan", "eve")) {
            settings.put("farspan.users." + user, Bcrypt.line("right", 4));
            settings.put("farspan.roles." + user, "viewer");
        }
        settings.put("farspan.oidc.enabled", "true");
        settings.put("farspan.jmx.enabled", "true");
        settings.put("farspan.jmx.port", Integer.toString(JMX));
        settings.put("farspan.jmx.bind", "127.0.0.1");
        settings.put("farspan.jmx.host", "127.0.0.1");
        return settings;
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Stopped.class);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(RouterFixture.class), new TestResourceEntry(IdentityProvider.class));
    }

    /** A clock that stands still, so that no wait ends because the machine was slow. */
    @Alternative
    @Singleton
    public static class Stopped extends Clock {

        private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

        @Override
        public Instant instant() {
            return NOW;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

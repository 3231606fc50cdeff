package io.farspan.router.login;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.SecurityIdentity;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Caches for a minute whose name and password were accepted, because tools send their credentials with each request and
 * checking them is slow on purpose.
 */
@Singleton
class IdentityCache {

    /** An attribute of the identity with which the router asks itself. */
    static final String OWN = "farspan.own";

    private static final long LIFE = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1_000;

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(SecurityIdentity identity, long until) {}

    /** The cached identity, if any. */
    Optional<SecurityIdentity> find(String key) {
        return Optional.ofNullable(entries.get(key))
                .filter(it -> it.until - System.nanoTime() > 0)
                .map(Entry::identity);
    }

    /** Caches an accepted identity. */
    void put(String key, SecurityIdentity identity) {
        entries.values().removeIf(it -> it.until - System.nanoTime() <= 0);
        if (entries.size() >= MOST) {
            entries.clear();
        }
        entries.put(key, new Entry(identity, System.nanoTime() + LIFE));
    }

    /** Forgets an identity before its time. */
    void forget(String key) {
        entries.remove(key);
    }

    /** The cache key: a digest, so that the password itself is not kept. */
    static String key(String name, String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(password.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}

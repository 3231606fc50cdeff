package io.farspan.router.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Remembers for a minute who a name and password belong to. The users' store looks them up on a worker thread; a tool
 * that sends its credentials with each request would pay two changes of thread every time.
 */
@Singleton
class RememberedIdentities
        implements IdentityProvider<UsernamePasswordAuthenticationRequest>, SecurityIdentityAugmentor {

    private static final long LIFE = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1_000;

    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    private record Remembered(SecurityIdentity identity, long until) {}

    @Override
    public int priority() {
        return IdentityProvider.SYSTEM_FIRST;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    /** The identity when it is remembered; otherwise nothing, and the users' store is asked. */
    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        Remembered known = remembered.get(key(request.getUsername(), request.getPassword()));
        return Uni.createFrom()
                .optional(Optional.ofNullable(known)
                        .filter(it -> it.until - System.nanoTime() > 0)
                        .map(Remembered::identity));
    }

    /** Remembers who the users' store has just let in. */
    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        PasswordCredential password = identity.getCredential(PasswordCredential.class);
        if (password != null && !identity.isAnonymous()) {
            if (remembered.size() >= MOST) {
                remembered.clear();
            }
            remembered.computeIfAbsent(
                    key(identity.getPrincipal().getName(), password),
                    key -> new Remembered(identity, System.nanoTime() + LIFE));
            remembered.values().removeIf(it -> it.until - System.nanoTime() <= 0);
        }
        return Uni.createFrom().item(identity);
    }

    /** A digest: the password itself is not kept. */
    private static String key(String name, PasswordCredential password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(new String(password.getPassword()).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

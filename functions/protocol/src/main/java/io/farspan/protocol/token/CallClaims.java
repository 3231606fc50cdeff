package io.farspan.protocol.token;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.probe.ProbeCall;

/**
 * What home vouches for in one function call. Claim names are those of RFC 7519 where it has one.
 *
 * @param application the application the call is for ({@code sub})
 * @param location the location whose function may act on it ({@code aud})
 * @param epoch the epoch of home
 * @param digest SHA-256 of the body before any content coding, base64url without padding
 * @param issuedAt seconds since 1970 ({@code iat})
 * @param expiresAt seconds since 1970 ({@code exp}), at most {@link #LONGEST_SECONDS} after {@code iat}
 * @param nonce unique to the call ({@code jti})
 * @param path the path that may be called, below the function's base; empty from a release that signs none, and then it
 *     is for calls and probes only
 */
public record CallClaims(
        @JsonProperty("sub") String application,
        @JsonProperty("aud") String location,
        long epoch,
        String digest,
        @JsonProperty("iat") long issuedAt,
        @JsonProperty("exp") long expiresAt,
        @JsonProperty("jti") String nonce,
        Optional<String> path) {

    /** The longest life of a token. */
    public static final long LONGEST_SECONDS = 60;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Set<String> WITHOUT_PATH = Set.of(FunctionCall.PATH, ProbeCall.PATH);

    public CallClaims {
        path = path == null ? Optional.empty() : path;
    }

    /** Claims for calls and probes. */
    public CallClaims(
            String application,
            String location,
            long epoch,
            String digest,
            long issuedAt,
            long expiresAt,
            String nonce) {
        this(application, location, epoch, digest, issuedAt, expiresAt, nonce, Optional.empty());
    }

    /** Whether they are for a call of {@code called}. */
    public boolean covers(String called) {
        return path.map(called::equals).orElse(WITHOUT_PATH.contains(called));
    }

    /** The digest of a body. */
    public static String digest(byte[] body) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** When the token ends. */
    public Instant expiry() {
        return Instant.ofEpochSecond(expiresAt);
    }
}

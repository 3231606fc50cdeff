package io.farspan.protocol.token;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

import com.fasterxml.jackson.annotation.JsonProperty;

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
 */
public record CallClaims(
        @JsonProperty("sub") String application,
        @JsonProperty("aud") String location,
        long epoch,
        String digest,
        @JsonProperty("iat") long issuedAt,
        @JsonProperty("exp") long expiresAt,
        @JsonProperty("jti") String nonce) {

    /** The longest life of a token. */
    public static final long LONGEST_SECONDS = 60;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

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

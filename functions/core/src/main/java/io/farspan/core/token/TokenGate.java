package io.farspan.core.token;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.TrustedKeys;

/**
 * Lets a call through only with a token that home signed for this location, this application, this path and this body, that is
 * within its minute and that was not seen before; one that changes state also only under the highest epoch seen.
 *
 * <p>What it remembers (nonces until they expire, the highest epoch) is this process's: two execution environments of
 * one Lambda each let a replay through once. Epochs come from verified tokens only, never from the map.
 */
public final class TokenGate {

    private static final long CLOCK_TOLERANCE = 30;
    private static final long SWEEP_SECONDS = 10;

    private final String location;
    private final TrustedKeys keys;
    private final Clock clock;
    private final Map<String, Long> nonces = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> epochs = new ConcurrentHashMap<>();
    private final AtomicLong swept = new AtomicLong();

    /** A gate that has seen nothing. */
    public TokenGate(String location, TrustedKeys keys, Clock clock) {
        this.location = location;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The claims of a token that may pass.
     *
     * @param path the path that was called, below the function's base
     * @param body the body before any content coding
     * @throws FarspanException {@code TOKEN_INVALID}, {@code TOKEN_EXPIRED} or {@code TOKEN_REPLAYED}
     */
    public CallClaims admit(Optional<String> token, String path, byte[] body) {
        CallClaims claims = verify(token, path);
        accept(claims, body);
        return claims;
    }

    /**
     * The claims of a token that may pass with the body that it names, which need not have been read yet: whoever has no token
     * costs no memory.
     *
     * @throws FarspanException {@code TOKEN_INVALID} or {@code TOKEN_EXPIRED}
     */
    public CallClaims verify(Optional<String> token, String path) {
        CallClaims claims = keys.verify(token.orElseThrow(() -> new FarspanException(
                ProblemCode.TOKEN_INVALID,
                "The call carries no token. Functions answer home's router only; send the request there.")));
        if (!claims.location().equals(location)) {
            throw new FarspanException(
                    ProblemCode.TOKEN_INVALID,
                    "The call token is for location '" + claims.location() + "', this function serves '" + location
                            + "'. Correct the function's records in the map or its farspan.location.");
        }
        if (!claims.covers(path)) {
            throw new FarspanException(
                    ProblemCode.TOKEN_INVALID,
                    "The call token is for " + claims.path().orElse("calls and probes") + ", not for "
                            + Names.shorten(path) + ".");
        }
        checkTime(claims);
        return claims;
    }

    /**
     * Lets the verified token's body through, once.
     *
     * @param body the body before any content coding
     * @throws FarspanException {@code TOKEN_INVALID} or {@code TOKEN_REPLAYED}
     */
    public void accept(CallClaims claims, byte[] body) {
        if (!claims.digest().equals(CallClaims.digest(body))) {
            throw new FarspanException(
                    ProblemCode.TOKEN_INVALID, "The call token is for another body: it was altered in transit.");
        }
        if (nonces.putIfAbsent(claims.nonce(), claims.expiresAt()) != null) {
            throw new FarspanException(
                    ProblemCode.TOKEN_REPLAYED, "The call token was used before. Each call needs a token of its own.");
        }
        sweep();
    }

    /**
     * Demands the highest epoch seen, and remembers a higher one.
     *
     * @return the highest epoch seen
     * @throws FarspanException {@code EPOCH_STALE} for a change under a lower one
     */
    public long admitEpoch(CallClaims claims, boolean changesState) {
        long highest = epochs.computeIfAbsent(claims.application(), application -> new AtomicLong())
                .accumulateAndGet(claims.epoch(), Math::max);
        if (changesState && claims.epoch() < highest) {
            throw new FarspanException(
                    ProblemCode.EPOCH_STALE,
                    "The call changes state under epoch " + claims.epoch() + ", but home has moved on to epoch "
                            + highest + ". Send it to the router that is home now; the map's _home record names it.");
        }
        return highest;
    }

    private void checkTime(CallClaims claims) {
        Instant now = clock.instant();
        long seconds = now.getEpochSecond();
        if (claims.expiresAt() - claims.issuedAt() > CallClaims.LONGEST_SECONDS) {
            throw new FarspanException(
                    ProblemCode.TOKEN_INVALID,
                    "The call token is valid for longer than " + CallClaims.LONGEST_SECONDS + " s.");
        }
        if (claims.expiresAt() <= seconds || claims.issuedAt() > seconds + CLOCK_TOLERANCE) {
            throw new FarspanException(
                    ProblemCode.TOKEN_EXPIRED,
                    "The call token is valid from " + Instant.ofEpochSecond(claims.issuedAt()) + " to "
                            + claims.expiry()
                            + ", and this function's clock says " + now
                            + ". If that is not the time, correct the clock that is wrong.");
        }
    }

    /** Forgets nonces whose tokens no longer pass anyway. */
    private void sweep() {
        long now = clock.instant().getEpochSecond();
        long last = swept.get();
        if (now - last >= SWEEP_SECONDS && swept.compareAndSet(last, now)) {
            nonces.values().removeIf(expiry -> expiry <= now);
        }
    }
}

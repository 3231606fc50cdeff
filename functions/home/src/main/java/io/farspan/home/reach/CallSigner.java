package io.farspan.home.reach;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.SigningKey;

/** Signs each call to a function. */
@Singleton
public class CallSigner {

    private static final Logger LOG = Logger.getLogger(CallSigner.class);

    private final SigningKey key;
    private final Clock clock;
    private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    private final AtomicLong count = new AtomicLong();

    @Inject
    CallSigner(ReachConfig config) {
        this(SigningKey.parse(config.signingKey()), Clock.systemUTC());
        LOG.infof("Functions must trust this router's public key: farspan.trusted-keys=%s", key.publicKey());
    }

    CallSigner(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** A token for one call of {@code path} with {@code body} to a location, valid for at most {@code lifetime}. */
    String sign(String application, String location, String path, long epoch, byte[] body, Duration lifetime) {
        long now = clock.millis();
        long issued = now / 1_000;
        long expiry = Math.min(issued + CallClaims.LONGEST_SECONDS, (now + lifetime.toMillis()) / 1_000);
        return key.sign(new CallClaims(
                application, location, epoch, CallClaims.digest(body), issued, expiry, nonce(), Optional.of(path)));
    }

    /** A unique nonce, which need not be secret: a random prefix of this process and a counter. */
    private String nonce() {
        return prefix + "." + Long.toString(count.incrementAndGet(), 36);
    }
}

package io.farspan.router.fanout;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.SigningKey;
import io.farspan.router.RouterConfig;

/** Signs each call to a function. */
@Singleton
public class CallSigner {

    private static final Logger LOG = Logger.getLogger(CallSigner.class);

    /** How much later than the deadline a token ends, for clocks that differ. */
    private static final long TOLERANCE_SECONDS = 20;

    private final SigningKey key;
    private final Clock clock;
    private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    private final AtomicLong count = new AtomicLong();

    @Inject
    CallSigner(RouterConfig config) {
        this(SigningKey.parse(config.signingKey()), Clock.systemUTC());
        LOG.infof("Functions must trust this router's public key: farspan.trusted-keys=%s", key.publicKey());
    }

    CallSigner(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** A token for one call of {@code body} to a location, that lives {@code deadlineMs} and a little. */
    String sign(String application, String location, long epoch, byte[] body, long deadlineMs) {
        long now = clock.instant().getEpochSecond();
        long expiry = Math.min(now + CallClaims.LONGEST_SECONDS, now + deadlineMs / 1_000 + TOLERANCE_SECONDS);
        return key.sign(new CallClaims(application, location, epoch, CallClaims.digest(body), now, expiry, nonce()));
    }

    /** Unique, not secret: a random word of this process and a count. */
    private String nonce() {
        return prefix + "." + Long.toString(count.incrementAndGet(), 36);
    }
}

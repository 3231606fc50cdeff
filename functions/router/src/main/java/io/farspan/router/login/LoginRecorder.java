package io.farspan.router.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;

import io.farspan.bridge.login.Throttle;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.protocol.call.Names;

/**
 * Counts logins and records failed ones in the ledger: for each user and address the first at once, then the number of
 * further ones at most once a minute, and at most {@value #MOST_A_MINUTE} entries a minute in all. Unknown user names
 * are left out, because people type passwords there by mistake and the ledger keeps its entries for good.
 */
final class LoginRecorder implements Throttle.Listener {

    static final int MOST_A_MINUTE = 60;

    private static final Logger LOG = Logger.getLogger("io.farspan.audit");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String KIND = "login";
    private static final String STRANGER = "unknown";

    private final Clock clock;
    private final Users users;
    private final String router;
    private final MeterRegistry meters;
    private final Consumer<LedgerEntry> ledger;
    private final Map<Key, Count> counts = new LinkedHashMap<>();
    private final Count others;
    private Instant minute;
    private int written;

    LoginRecorder(Clock clock, Users users, String router, MeterRegistry meters, Consumer<LedgerEntry> ledger) {
        this.clock = clock;
        this.users = users;
        this.router = router;
        this.meters = meters;
        this.ledger = ledger;
        this.minute = clock.instant();
        this.others = new Count(minute);
        for (Throttle.Result result : Throttle.Result.values()) {
            meters.counter("farspan.logins", "result", word(result));
        }
    }

    private record Key(String who, String address) {}

    private static final class Count {
        private Instant since;
        private long wrong;
        private long waiting;

        Count(Instant since) {
            this.since = since;
        }

        void add(Throttle.Result result) {
            if (result == Throttle.Result.REFUSED) {
                wrong++;
            } else {
                waiting++;
            }
        }

        boolean isEmpty() {
            return wrong + waiting == 0;
        }

        List<String> evidence() {
            return List.of("wrong passwords: " + wrong, "not checked: " + waiting, "since " + since);
        }

        void restart(Instant now) {
            since = now;
            wrong = 0;
            waiting = 0;
        }
    }

    @Override
    public void tried(String address, String user, Throttle.Result result) {
        meters.counter("farspan.logins", "result", word(result)).increment();
        if (result == Throttle.Result.ACCEPTED) {
            return;
        }
        Key key = new Key(users.knows(user) ? Names.shorten(user) : STRANGER, Names.shorten(address));
        List<LedgerEntry> due = new ArrayList<>();
        synchronized (this) {
            Instant now = clock.instant();
            nextMinute(now);
            Count count = counts.get(key);
            if (count == null && written >= MOST_A_MINUTE) {
                others.add(result);
            } else if (count == null) {
                Count first = new Count(now);
                counts.put(key, first);
                first.add(result);
                due.add(entry(key, first, now));
            } else {
                count.add(result);
            }
        }
        due.forEach(this::write);
    }

    /** Writes the counts that are a minute old. To be called every few seconds. */
    void sweep() {
        sweep(MINUTE);
    }

    /** Writes all remaining counts. */
    void close() {
        sweep(Duration.ZERO);
    }

    private void sweep(Duration age) {
        List<LedgerEntry> due = new ArrayList<>();
        synchronized (this) {
            Instant now = clock.instant();
            nextMinute(now);
            counts.entrySet().removeIf(it -> {
                Count count = it.getValue();
                if (now.isBefore(count.since.plus(age))) {
                    return false;
                }
                if (count.isEmpty()) {
                    return true;
                }
                due.add(entry(it.getKey(), count, now));
                return false;
            });
            if (!others.isEmpty() && !now.isBefore(others.since.plus(age))) {
                due.add(entry(new Key(STRANGER, "many addresses"), others, now));
            }
        }
        due.forEach(this::write);
    }

    private void nextMinute(Instant now) {
        if (!now.isBefore(minute.plus(MINUTE))) {
            minute = now;
            written = 0;
            if (others.isEmpty()) {
                others.since = now;
            }
        }
    }

    private LedgerEntry entry(Key key, Count count, Instant now) {
        written++;
        LedgerEntry entry = LedgerEntry.of(
                Ledger.OWN,
                router,
                KIND,
                key.who,
                "was not let in from " + key.address,
                count.wrong > 0 ? "wrong password, or no such user" : "too many wrong passwords, or too many at once",
                count.evidence(),
                Optional.empty(),
                Optional.empty());
        count.restart(now);
        return entry;
    }

    private void write(LedgerEntry entry) {
        LOG.warnf("%s %s: %s, %s", entry.who(), entry.what(), entry.why(), String.join(", ", entry.evidence()));
        ledger.accept(entry);
    }

    private static String word(Throttle.Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }
}

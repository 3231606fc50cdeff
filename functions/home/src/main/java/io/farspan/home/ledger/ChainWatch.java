package io.farspan.home.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

/**
 * Follows the chains as they grow, whichever router writes them, and detects when one no longer has the last entry
 * seen, because its end was cut off, deleted or rewritten. The last entry seen is then kept until an operator decides.
 */
final class ChainWatch {

    private static final Logger LOG = Logger.getLogger(ChainWatch.class);

    private final LedgerStore store;
    private final SeenHeads seen;
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    ChainWatch(LedgerStore store, SeenHeads seen) {
        this.store = store;
        this.seen = seen;
    }

    /** The fault found in a chain, if any. */
    Optional<String> trouble(String application) {
        return Optional.ofNullable(troubles.get(application));
    }

    /** Follows every chain to its end. */
    void followAll() throws SQLException, IOException {
        Map<String, Head> heads = store.heads();
        for (Map.Entry<String, Head> head : heads.entrySet()) {
            follow(head.getKey(), head.getValue());
        }
        for (Map.Entry<String, Head> known : seen.all().entrySet()) {
            if (!heads.containsKey(known.getKey())) {
                report(known.getKey(), lost(Head.START, known.getValue()));
            }
        }
    }

    /** Follows a chain to {@code head}, an entry that is in the database. */
    void follow(String application, Head head) throws SQLException, IOException {
        Optional<Head> known = seen.of(application);
        if (known.isPresent() && !store.has(application, known.get())) {
            report(
                    application,
                    head.sequence() < known.get().sequence() ? lost(head, known.get()) : replaced(known.get()));
            return;
        }
        troubles.remove(application);
        if (known.isEmpty()) {
            LOG.infof("the ledger of %s is followed from entry %d", application, head.sequence());
        }
        if (known.isEmpty() || known.get().sequence() < head.sequence()) {
            seen.put(application, head);
        }
    }

    /** Walks a whole chain. */
    Ledger.Verification verify(String application) throws SQLException, IOException {
        Optional<Head> known =
                seen.of(application); // before the chain is read: it may lag behind the chain, but never be ahead
        Walk walk = new Walk(known);
        store.walk(application, walk::next);
        return walk.verification(application);
    }

    private void report(String application, String trouble) {
        if (troubles.put(application, trouble) == null) {
            LOG.errorf("the ledger of %s: %s", application, trouble);
        }
    }

    private String lost(Head end, Head known) {
        return "Entries " + (end.sequence() + 1) + " to " + known.sequence()
                + ", which this router has seen, are missing: the end of the chain was cut off, or the database is an"
                + " older copy. " + remedy();
    }

    private String replaced(Head known) {
        return "Entry " + known.sequence() + " is not the one that this router has seen there: the chain was cut off"
                + " before it and continued, or was rewritten. " + remedy();
    }

    private String remedy() {
        return "Restore a copy of the database that has them. If the loss is known and accepted (a restored backup, a"
                + " replica that lagged), document why and remove the application's line from " + seen.place()
                + "; this router then follows the chain as it is.";
    }

    /** A check of a chain, entry by entry, up to the first broken one. */
    private final class Walk {

        private final Optional<Head> known;
        private Head last = Head.START;
        private Optional<Long> broken = Optional.empty();
        private Optional<String> problem = Optional.empty();

        Walk(Optional<Head> known) {
            this.known = known;
        }

        boolean next(Row row) {
            Optional<String> defect = row.defect(last);
            if (defect.isPresent()) {
                broken = Optional.of(last.sequence() + 1);
                problem = Optional.of("Entry " + (last.sequence() + 1) + ": " + defect.get()
                        + ". The table was changed outside the routers; compare it with an earlier backup, and"
                        + " check who can connect as its owner.");
            } else if (known.filter(
                            it -> it.sequence() == row.sequence() && !it.hash().equals(row.hash()))
                    .isPresent()) {
                broken = Optional.of(row.sequence());
                problem = Optional.of(replaced(known.get()));
            } else {
                last = row.head();
            }
            return broken.isEmpty();
        }

        Ledger.Verification verification(String application) {
            if (broken.isEmpty() && known.isPresent() && known.get().sequence() > last.sequence()) {
                broken = Optional.of(last.sequence() + 1);
                problem = Optional.of(lost(last, known.get()));
            }
            return new Ledger.Verification(application, broken.isEmpty(), broken, problem, last, known);
        }
    }
}

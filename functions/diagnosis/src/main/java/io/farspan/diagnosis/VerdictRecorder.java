package io.farspan.diagnosis;

import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.verdict.Verdict;

/** Records every change of a verdict in the ledger. */
@Singleton
class VerdictRecorder {

    private final Diagnosis diagnosis;
    private final Ledger ledger;
    private final String router;

    VerdictRecorder(Diagnosis diagnosis, Ledger ledger, RouterConfig config) {
        this.diagnosis = diagnosis;
        this.ledger = ledger;
        this.router = config.location().orElse("home");
    }

    void start(@Observes StartupEvent event) {
        diagnosis.onChange(this::record);
    }

    private void record(VerdictChange change) {
        Verdict verdict = change.after().or(change::before).orElseThrow();
        ledger.append(LedgerEntry.of(
                        change.application(),
                        router,
                        "verdict",
                        "farspan",
                        (change.after().isPresent() ? "" : "no longer ") + verdict.kind() + " of "
                                + verdict.component(),
                        "confidence " + verdict.confidence() + ", witnesses " + verdict.witnesses(),
                        verdict.evidence(),
                        Optional.empty(),
                        change.after()))
                .subscribe()
                .with(done -> {});
    }
}

package io.farspan.home.gate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.MapView;

/**
 * Writes into the ledger, one entry for each call that asks for a change, and into the log category {@code
 * io.farspan.audit}. It is written before the call goes out: whether it was carried out, a router that is not home
 * refusing it for one, its outcomes say. Arguments and values are left out: they may be secrets.
 */
@Singleton
class LedgerAudit implements Audit {

    private static final Logger AUDIT = Logger.getLogger("io.farspan.audit");
    private static final String KIND = "call";
    private static final int LONGEST_ENTRY = 64 << 10;
    private static final Set<String> SUBSCRIBING = Set.of("register", "unregister", "add", "remove");

    private final Ledger ledger;
    private final MapView map;
    private final String router;

    LedgerAudit(Ledger ledger, MapView map, RouterConfig config) {
        this.ledger = ledger;
        this.map = map;
        this.router = config.location().orElse("home");
    }

    @Override
    public Uni<Void> record(Person person, ManagementCall call, List<JolokiaRequest> requests) {
        Map<String, Integer> changing = new LinkedHashMap<>();
        requests.stream()
                .filter(LedgerAudit::isRecorded)
                .forEach(request -> changing.merge(request.words(), 1, Integer::sum));
        if (changing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> words = changing.entrySet().stream()
                .map(each -> each.getValue() == 1 ? each.getKey() : each.getKey() + " (" + each.getValue() + " times)")
                .toList();
        admit(words);
        words.forEach(what -> AUDIT.info(Text.escape(
                "%s asks for %s at %s of %s".formatted(person.name(), what, call.select(), call.application()))));
        LedgerEntry entry = LedgerEntry.of(
                call.application(),
                router,
                KIND,
                person.name(),
                "asks for " + String.join(", ", words),
                "asked for by " + person.name(),
                List.of(),
                Optional.empty(),
                Optional.of(sent(call, words)));
        // An application that is not there has no ledger; the call itself is refused with the same words.
        return map.head(call.application()).chain(head -> ledger.append(entry));
    }

    /** Pings and the like keep a subscription alive; what makes or ends one is recorded. */
    private static boolean isRecorded(JolokiaRequest request) {
        return request.changesState()
                && (!request.type().equals("notification")
                        || request.command().filter(SUBSCRIBING::contains).isPresent());
    }

    /** What the ledger has no room for is not sent: nothing that changes something goes unrecorded. */
    private void admit(List<String> words) {
        int length = words.stream().mapToInt(String::length).sum();
        if (length > LONGEST_ENTRY) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The names in the requests that change something have " + length + " characters together; one entry"
                            + " of the ledger holds " + LONGEST_ENTRY
                            + ". Send them in several calls. Nothing was sent.");
        }
        if (ledger.isCrowded()) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The ledger's database cannot be written and too many entries wait for it already, so that no more"
                            + " calls that change something are taken. Nothing was sent. Bring the database back (the"
                            + " ledger's page says what is wrong with it).");
        }
    }

    private static Map<String, Object> sent(ManagementCall call, List<String> words) {
        Map<String, Object> sent = new TreeMap<>();
        sent.put("select", call.select());
        sent.put("requests", words);
        return sent;
    }
}

package io.farspan.router.security;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Text;
import io.farspan.provider.map.MapView;
import io.farspan.router.RouterConfig;
import io.farspan.router.ledger.Ledger;
import io.farspan.router.ledger.LedgerEntry;

/**
 * Writes into the ledger, one entry for each call that asks for a change, and into the log category {@code
 * io.farspan.audit}. It is written before the call goes out: whether it was carried out, a router that is not home
 * refusing it for one, its outcomes say. Arguments and values are left out: they may be secrets.
 */
@Singleton
class LedgerAudit implements Audit {

    private static final Logger AUDIT = Logger.getLogger("io.farspan.audit");
    private static final String KIND = "call";

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
        List<JolokiaRequest> changing = requests.stream()
                .filter(request -> request.changesState() && !request.type().equals("notification"))
                .toList();
        if (changing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        changing.forEach(request -> AUDIT.info(Text.escape("%s asks for %s at %s of %s"
                .formatted(person.name(), request.words(), call.select(), call.application()))));
        LedgerEntry entry = LedgerEntry.of(
                call.application(),
                router,
                KIND,
                person.name(),
                "asks for "
                        + String.join(
                                ", ",
                                changing.stream().map(JolokiaRequest::words).toList()),
                "asked for by " + person.name(),
                List.of(),
                Optional.empty(),
                Optional.of(sent(call, changing)));
        // An application that is not there has no ledger; the call itself is refused with the same words.
        return map.head(call.application()).chain(head -> ledger.append(entry));
    }

    private static Map<String, Object> sent(ManagementCall call, List<JolokiaRequest> changing) {
        Map<String, Object> sent = new TreeMap<>();
        sent.put("select", call.select());
        sent.put("requests", changing.stream().map(JolokiaRequest::words).toList());
        return sent;
    }
}

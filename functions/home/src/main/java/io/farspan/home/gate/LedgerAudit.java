package io.farspan.home.gate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import javax.management.ObjectName;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.MapView;

/**
 * Records each call that changes something, as one entry in the ledger and one line in the log category
 * {@code io.farspan.audit}. The entry is written before the call is sent; whether the call was carried out is told by
 * its outcomes only. Arguments and values are left out, because they may be secrets, and of instances that are named one by one
 * those beyond the first hundred: then {@code selectCut} says how many there were.
 */
@Singleton
class LedgerAudit implements Audit, PluginAudit {

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
        return record(person, call.application(), call.select(), words);
    }

    @Override
    public Uni<Void> record(Person person, String application, InstanceSelector select, String plugin) {
        return record(person, application, select, List.of("plugin " + plugin));
    }

    private Uni<Void> record(Person person, String application, InstanceSelector select, List<String> words) {
        admit(words);
        RecordedSelection selection = RecordedSelection.of(select);
        words.forEach(what -> AUDIT.info(
                Text.escape("%s asks for %s at %s of %s".formatted(person.name(), what, selection, application))));
        LedgerEntry entry = LedgerEntry.of(
                application,
                router,
                KIND,
                person.name(),
                "asks for " + String.join(", ", words),
                "asked for by " + person.name(),
                List.of(),
                Optional.empty(),
                Optional.of(sent(selection, words)));
        // An unknown application has no ledger; the call itself is refused with the same message.
        return map.head(application).chain(head -> ledger.append(entry));
    }

    /**
     * Whether a request is recorded: of subscriptions only what creates or ends one, not what keeps it alive or fetches what
     * has arrived, as a tool that listens does twice a second.
     */
    static boolean isRecorded(JolokiaRequest request) {
        return request.changesState()
                && !fetchesNotifications(request)
                && (!request.type().equals("notification")
                        || request.command().filter(SUBSCRIBING::contains).isPresent());
    }

    /** Whether a request takes notifications from where an agent keeps them: what platform.policy allows viewers. */
    private static boolean fetchesNotifications(JolokiaRequest request) {
        return request.type().equals("exec")
                && request.provider().isEmpty()
                && request.name().filter(LedgerAudit::isNotificationStore).isPresent()
                && request.member().filter("pull"::equals).isPresent();
    }

    /** Whether a name is one under which Jolokia registers its store: with its agent's id, or without. */
    private static boolean isNotificationStore(ObjectName name) {
        Set<String> keys = name.getKeyPropertyList().keySet();
        return name.getDomain().equals("jolokia")
                && !name.isPattern()
                && "NotificationStore".equals(name.getKeyProperty("type"))
                && (keys.equals(Set.of("type")) || keys.equals(Set.of("type", "agent")));
    }

    /** Refuses a call that the ledger has no room for, so that no change goes unrecorded. */
    private void admit(List<String> words) {
        int length = words.stream().mapToInt(String::length).sum();
        if (length > LONGEST_ENTRY) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The names in the requests that change something have " + length
                            + " characters in all; one ledger entry"
                            + " holds " + LONGEST_ENTRY
                            + ". Send them in several calls. Nothing was sent.");
        }
        if (ledger.isCrowded()) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The ledger's database cannot be written and too many entries are waiting for it, so calls that"
                            + " change something are refused. Nothing was sent. Bring the database back (the ledger's API"
                            + " says what is wrong with it).");
        }
    }

    private static Map<String, Object> sent(RecordedSelection selection, List<String> words) {
        Map<String, Object> sent = new TreeMap<>();
        sent.put("select", selection.shown());
        if (!selection.cut().isEmpty()) {
            sent.put("selectCut", selection.cut());
        }
        sent.put("requests", words);
        return sent;
    }
}

package io.farspan.home.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The deployment's policy, in addition to the built-in one. A malformed file stops the router from starting; if it
 * becomes malformed later, the error is reported and the last valid policy stays in force. Each change is recorded in
 * the ledger of every application.
 */
@Singleton
public class PolicyFile {

    private static final Logger LOG = Logger.getLogger(PolicyFile.class);
    private static final int LARGEST = 1 << 20;

    private final Optional<Path> file;
    private final GateConfig config;
    private final RouterConfig router;
    private final List<String> applications;
    private final Ledger ledger;
    private final Duties duties = new Duties("farspan-policy", 1);
    private volatile Policy policy = PolicyReader.platform();
    private volatile Optional<String> trouble = Optional.empty();
    private String text = "";

    @Inject
    PolicyFile(GateConfig config, RouterConfig router, Applications applications, Ledger ledger) {
        this.config = config;
        this.router = router;
        this.file = config.policy().map(Path::of);
        this.applications = applications.names();
        this.ledger = ledger;
    }

    void start(@Observes StartupEvent event) {
        if (file.isEmpty()) {
            LOG.info("No policy file is configured (farspan.router.policy): only operations of the JDK's own MBeans are"
                    + " allowed");
            return;
        }
        try {
            text = read(file.get());
            Policy own = PolicyReader.read(file.get().toString(), text);
            policy = PolicyReader.platform().with(own);
            LOG.infof(
                    "policy %s: %d grants, %d denials",
                    file.get(), own.grants().size(), own.denials().size());
            record("read at startup", List.of(), own.lines());
        } catch (IOException e) {
            throw new IllegalArgumentException("farspan.router.policy " + file.get() + " cannot be read: " + e, e);
        }
        Schedule schedule = Schedule.every(config.policyReload()).startingAfter(config.policyReload());
        duties.begin("reloading the policy (the last valid one stays in force)", schedule, this::reload);
    }

    /** The policy in force. */
    Policy policy() {
        return policy;
    }

    /** How refusals to a person name the file: to an admin its path and, if it is malformed, why. */
    String words(Person person) {
        if (!person.isAdmin()) {
            return "the policy, which an admin can change"
                    + (trouble.isPresent()
                            ? " (its present content is invalid, and the last valid one is in force)"
                            : ",");
        }
        return file.map(path -> path
                        + trouble.map(why -> " (its present content is invalid: " + why + ")")
                                .orElse(""))
                .orElse("a policy file (farspan.router.policy is not set)");
    }

    /** That the file is invalid at present, if it is, and to an admin why; the last valid policy is then in force. */
    Optional<String> trouble(Person person) {
        return trouble.map(why -> person.isAdmin()
                ? why
                : "The policy file is invalid at present; admins can see why. The last valid policy is in force.");
    }

    private void reload() throws IOException {
        try {
            String now = read(file.orElseThrow());
            if (!now.equals(text)) {
                Policy own = PolicyReader.read(file.get().toString(), now);
                List<String> before = policy.lines();
                policy = PolicyReader.platform().with(own);
                text = now;
                List<String> after = policy.lines();
                LOG.infof("policy %s changed: %s", file.get(), difference(before, after));
                record("changed: " + difference(before, after), before, after);
            }
            trouble = Optional.empty();
        } catch (IOException | RuntimeException e) {
            String why = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
            trouble = Optional.of(why.replaceFirst("\\.$", "") + ". The last valid policy stays in force.");
            throw e;
        }
    }

    private static String difference(List<String> before, List<String> after) {
        List<String> added = new ArrayList<>(after);
        before.forEach(added::remove);
        List<String> removed = new ArrayList<>(before);
        after.forEach(removed::remove);
        return added.size() + " lines added, " + removed.size() + " removed";
    }

    private void record(String what, List<String> before, List<String> after) {
        for (String application : applications) {
            ledger.append(LedgerEntry.of(
                            application,
                            router.location().orElse("home"),
                            "policy",
                            "farspan",
                            "policy " + what,
                            "the file of farspan.router.policy",
                            List.of(),
                            Optional.of(Map.of("lines", before)),
                            Optional.of(Map.of("lines", after))))
                    .subscribe()
                    .with(done -> {});
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " has more than " + LARGEST + " bytes");
        }
        return Files.readString(file, UTF_8);
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}

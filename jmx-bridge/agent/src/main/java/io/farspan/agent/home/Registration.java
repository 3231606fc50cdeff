package io.farspan.agent.home;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.management.JMException;

import org.jspecify.annotations.Nullable;

/**
 * Registers the instance at home as soon as Jolokia listens, tries again with growing pauses until home has it, and removes
 * it when the JVM ends, which that holds up for {@link #LEAVING} at most. In between it sends heartbeats.
 *
 * <p>It registers once: an instance that somebody else has removed does not come back by itself. Removing may be refused,
 * because home empties the instance's streams before; the entry then stays, and a line says so.
 */
public final class Registration {

    /** The longest that the JVM's end waits for home. */
    static final Duration LEAVING = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int CONNECT_MILLIS = 1_000;
    private static final String AGENT_URL = "jolokia.agent";

    private final HomeSettings settings;
    private final HomeClient home;
    private final Optional<CloudMetadata> cloud;
    private final Optional<String> bound;
    private final Runnable listens;
    private final Consumer<String> errors;
    private final Thread thread = new Thread(this::run, "farspan-registration");
    private String lastError = "";
    private volatile @Nullable Entry sent;
    private volatile boolean ending;

    Registration(
            HomeSettings settings,
            Optional<CloudMetadata> cloud,
            Optional<String> bound,
            Runnable listens,
            Consumer<String> errors)
            throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.home = new HomeClient(settings);
        this.cloud = cloud;
        this.bound = bound;
        this.listens = listens;
        this.errors = errors;
        thread.setDaemon(true);
    }

    /**
     * Begins to register if a home is among the options.
     *
     * @param options the values of {@code farspan.KEY}
     * @param bound the address that Jolokia is told to listen on, if it is one
     * @param listens is run when Jolokia listens, before home is told
     * @param errors takes a line for each new failure
     */
    public static Optional<Registration> start(
            Function<String, Optional<String>> options,
            Optional<String> bound,
            Runnable listens,
            Consumer<String> errors)
            throws IOException, GeneralSecurityException {
        Optional<HomeSettings> settings = HomeSettings.of(options);
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        Optional<CloudMetadata> cloud = settings.get()
                .cloud
                .map(name -> name.equals("aws")
                        ? new AwsMetadata(MetadataService.USUAL)
                        : new AzureMetadata(MetadataService.USUAL));
        Registration registration = new Registration(settings.get(), cloud, bound, listens, errors);
        registration.begin();
        return Optional.of(registration);
    }

    void begin() {
        thread.start();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!ending) {
                if (attempt()) {
                    beat();
                    return;
                }
                Thread.sleep(pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            // The JVM ends.
        } catch (Throwable failure) { // not even an Error may reach the application
            errors.accept("the registration at home and its heartbeats have ended: " + failure);
        }
    }

    /** Sends heartbeats to the home that has the instance until the JVM ends. */
    private void beat() throws InterruptedException, JMException {
        Entry entry = sent;
        if (entry != null && settings.beats) {
            new Heartbeats(home, entry).run();
        }
    }

    private boolean attempt() throws InterruptedException {
        try {
            Optional<URI> agent = listening();
            if (agent.isEmpty()) {
                return false;
            }
            listens.run();
            Entry entry = Entry.of(settings, cloud, bound, agent.get());
            sent = entry; // home may have it although its answer is lost
            home.register(entry, LIMIT);
            return true;
        } catch (IOException | RuntimeException e) {
            if (e instanceof HomeClient.Refused) {
                sent = null;
            }
            String error = "not registered at home, and tried again: " + e.getMessage();
            if (!error.equals(lastError)) {
                lastError = error;
                errors.accept(error);
            }
            return false;
        }
    }

    /** Where Jolokia listens, once it does. */
    private static Optional<URI> listening() {
        String url = System.getProperty(AGENT_URL);
        if (url == null) {
            return Optional.empty();
        }
        URI agent = URI.create(url);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(agent.getHost(), agent.getPort()), CONNECT_MILLIS);
            return Optional.of(agent);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Removes the instance, if home may have it. Never fails, and returns in time. */
    public void end() {
        long began = System.nanoTime();
        ending = true;
        thread.interrupt();
        try {
            thread.join(LEAVING.toMillis() / 2);
            Entry entry = sent;
            if (entry != null && settings.leaves) {
                home.remove(entry, LEAVING.minusNanos(System.nanoTime() - began));
            }
        } catch (IOException | RuntimeException e) {
            errors.accept("home may still have this instance: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

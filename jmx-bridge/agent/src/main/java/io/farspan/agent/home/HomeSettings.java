package io.farspan.agent.home;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the agent is told about home and about its instance. What is not told, the cloud may know. */
final class HomeSettings {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    final List<URI> homes;
    final String application;
    final Optional<String> location;
    final Optional<String> instance;
    final Optional<String> address;
    final Map<String, String> labels;
    final Optional<URI> service;
    final Optional<String> cloud;
    final Credentials credentials;
    final Optional<String> certificates;
    final boolean leaves;
    final boolean beats;

    private HomeSettings(List<URI> homes, Function<String, Optional<String>> options) {
        this.homes = homes;
        this.application = required(options, "application", LABEL);
        this.cloud = options.apply("cloud");
        if (cloud.isPresent() && !cloud.get().equals("aws") && !cloud.get().equals("azure")) {
            throw new IllegalArgumentException("farspan.cloud must be aws or azure, not " + cloud.get());
        }
        this.location = cloud.isEmpty()
                ? Optional.of(required(options, "location", LABEL))
                : options.apply("location").map(text -> checked("location", text, LABEL));
        this.instance = options.apply("instance").map(text -> checked("instance", text, NAME));
        this.address = options.apply("address");
        this.labels = labels(options.apply("labels").orElse(""));
        this.service = options.apply("service").map(HomeSettings::service);
        this.credentials = Credentials.of(options.apply("home.token-file"), options.apply("home.password-file"));
        this.certificates = options.apply("home.certificates-file");
        this.leaves = !options.apply("home.leave").filter("false"::equals).isPresent();
        this.beats = !options.apply("home.heartbeat").filter("false"::equals).isPresent();
    }

    /** The settings, if a home is among them. */
    static Optional<HomeSettings> of(Function<String, Optional<String>> options) {
        return options.apply("home").map(text -> new HomeSettings(homes(text), options));
    }

    private static List<URI> homes(String text) {
        List<URI> homes = new ArrayList<>();
        for (String one : text.split("\\|", -1)) {
            URI home = URI.create(one.trim().replaceFirst("/+$", ""));
            boolean plain = "http".equals(home.getScheme()) && isLoopback(home);
            if (home.getHost() == null || home.getUserInfo() != null || !("https".equals(home.getScheme()) || plain)) {
                throw new IllegalArgumentException(
                        "farspan.home must be https://HOST[:PORT] without a user, and may be http on this machine only");
            }
            homes.add(home);
        }
        return homes;
    }

    private static boolean isLoopback(URI home) {
        String host = home.getHost();
        try {
            return "localhost".equals(host)
                    || host != null
                            && host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : text.split(",", -1)) {
            if (!label.isBlank()) {
                int equals = label.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("farspan.labels must have the form name=value,name=value");
                }
                labels.put(
                        label.substring(0, equals).trim(),
                        label.substring(equals + 1).trim());
            }
        }
        return labels;
    }

    private static URI service(String text) {
        URI service = URI.create(text);
        if (!"tcp".equals(service.getScheme()) && !"http".equals(service.getScheme()) || service.getPort() < 1) {
            throw new IllegalArgumentException(
                    "farspan.service must be http://ADDRESS:PORT/PATH or tcp://ADDRESS:PORT");
        }
        return service;
    }

    private static String required(Function<String, Optional<String>> options, String key, String pattern) {
        return checked(
                key,
                options.apply(key).orElseThrow(() -> new IllegalArgumentException("farspan.home needs farspan." + key)),
                pattern);
    }

    /** Also of what the cloud says. */
    static String checked(String key, String text, String pattern) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("farspan." + key + " must match " + pattern + ": " + text);
        }
        return text;
    }

    static String checkedLocation(String text) {
        return checked("location", text, LABEL);
    }

    static String checkedInstance(String text) {
        return checked("instance", text, NAME);
    }
}

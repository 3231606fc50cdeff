package io.farspan.cli.home;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/** The routers' addresses as a setting has them, separated by commas. */
public final class HomeAddresses {

    private HomeAddresses() {}

    /** Reads them. Plain HTTP is for this machine only, because passwords are sent. */
    public static List<URI> parse(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .map(HomeAddresses::address)
                .toList();
    }

    private static URI address(String text) {
        URI home;
        try {
            home = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "home '" + text + "' is no URL like https://router.dc1.example:8443.", e);
        }
        String host = home.getHost() == null ? "" : home.getHost();
        if (host.isEmpty()
                || home.getUserInfo() != null
                || !List.of("http", "https").contains(home.getScheme())) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "home '" + text + "' must be a URL like https://router.dc1.example:8443, without a user.");
        }
        if (home.getScheme().equals("http")
                && !List.of("localhost", "127.0.0.1", "[::1]").contains(host)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "home '" + text
                            + "' would send the password in the clear. Use https; http is for this machine only.");
        }
        return home;
    }
}

package io.farspan.troubleshooting.store;

import java.util.Optional;

import io.farspan.home.store.StoreConfig;

/** Settings of a database with trusted users, or of none. */
public record DatabaseSettings(Optional<String> url) implements StoreConfig {

    @Override
    public Optional<String> user() {
        return Optional.empty();
    }

    @Override
    public Optional<String> password() {
        return Optional.empty();
    }

    @Override
    public Optional<String> passwordFile() {
        return Optional.empty();
    }
}

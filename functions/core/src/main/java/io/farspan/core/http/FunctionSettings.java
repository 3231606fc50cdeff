package io.farspan.core.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import io.farspan.core.agent.AgentSettings;
import io.farspan.core.call.AgentLimits;
import io.farspan.core.call.Networks;
import io.farspan.protocol.call.Names;

/**
 * The settings of a function. Each setting can be given as an environment variable: {@code farspan.trusted-keys} is
 * {@code FARSPAN_TRUSTED_KEYS}.
 *
 * @param location {@code farspan.location}: the location it serves
 * @param trustedKeys {@code farspan.trusted-keys}: home's public keys, base64url, separated by commas
 * @param networks {@code farspan.agent.networks}: where its instances may be, CIDR blocks separated by commas
 * @param serviceNetworks {@code farspan.service.networks}: the networks of the endpoints that its instances' users reach;
 *     the agents' networks by default
 * @param maxAnswerBytes {@code farspan.max-answer-bytes}: the largest answer its platform carries, after gzip
 * @param trustedCertificates {@code farspan.trusted-certificates}: a PEM file of the authorities that other functions'
 *     and home's certificates come from, when they are not public ones
 * @param agents {@code farspan.agent.*}: how agents are asked
 * @param limits {@code farspan.agent.*}: the most that is asked of one
 */
public record FunctionSettings(
        String location,
        List<String> trustedKeys,
        Networks networks,
        Networks serviceNetworks,
        int maxAnswerBytes,
        Optional<String> trustedCertificates,
        AgentSettings agents,
        AgentLimits limits) {

    public FunctionSettings {
        Names.requireLabel("setting farspan.location", location);
        trustedKeys = List.copyOf(trustedKeys);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the setting that is missing or wrong
     */
    public static FunctionSettings read(Function<String, Optional<String>> settings) {
        Networks networks =
                settings.apply(Networks.OF_AGENTS).map(Networks::parse).orElse(Networks.USUAL);
        return new FunctionSettings(
                required(settings, "farspan.location"),
                List.of(required(settings, "farspan.trusted-keys").split("\\s*,\\s*", -1)),
                networks,
                settings.apply(Networks.OF_SERVICES)
                        .map(blocks -> Networks.parse(Networks.OF_SERVICES, blocks))
                        .orElse(networks),
                settings.apply("farspan.max-answer-bytes")
                        .map(Integer::parseInt)
                        .orElse(32 << 20),
                settings.apply("farspan.trusted-certificates").filter(file -> !file.isBlank()),
                AgentSettings.read(settings),
                AgentLimits.read(settings));
    }

    private static String required(Function<String, Optional<String>> settings, String key) {
        return settings.apply(key)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("The setting " + key + " (environment variable "
                        + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + ") is required"));
    }
}

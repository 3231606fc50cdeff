package io.farspan.home.http;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.protocol.json.Json;

/** The API writes JSON as the rest of Farspan does. */
class JsonFormat {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.wire();
    }
}

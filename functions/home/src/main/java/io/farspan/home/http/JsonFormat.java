package io.farspan.home.http;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.protocol.json.Json;

/** Configures the API's JSON like that of the rest of Farspan. */
class JsonFormat {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.wire();
    }
}

package io.farspan.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import io.farspan.local.stack.LocalStack;

import static io.restassured.RestAssured.given;

/** The router's API as tools use it. */
record Api(LocalStack stack, String router) {

    Api(LocalStack stack) {
        this(stack, stack.router());
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    static final String HEAP =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";

    RequestSpecification as(String user) {
        return given().baseUri(router)
                .auth()
                .preemptive()
                .basic(user, stack.password())
                .contentType("application/json");
    }

    ValidatableResponse call(String application, String body) {
        return as("operator")
                .body(body)
                .post("/api/v1/applications/" + application + "/calls")
                .then();
    }

    ValidatableResponse diagnosis() {
        return as("viewer").get("/api/v1/applications/shop/diagnosis").then().statusCode(200);
    }

    /** All log records of shop that a query finds, page after page, in the order of their time. */
    List<JsonNode> logs(Map<String, Object> query) {
        List<JsonNode> records = new ArrayList<>();
        String after = "";
        do {
            String page = as("viewer")
                    .queryParams(query)
                    .queryParam("limit", 10_000)
                    .queryParam("after", after)
                    .get("/api/v1/applications/shop/logs")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            after = "";
            for (String line : page.lines().toList()) {
                JsonNode record = json(line);
                if (record.has("next")) {
                    after = record.path("next").asText();
                } else {
                    records.add(record);
                }
            }
        } while (!after.isEmpty());
        return records;
    }

    /** Shop's stored metrics as a query finds them. */
    JsonNode metrics(Map<String, Object> query) {
        return json(as("viewer")
                .queryParams(query)
                .get("/api/v1/applications/shop/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** How far the streams of shop are stored. */
    List<JsonNode> streams() {
        List<JsonNode> streams = new ArrayList<>();
        json(as("viewer")
                        .get("/api/v1/applications/shop/telemetry/streams")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .path("streams")
                .forEach(streams::add);
        return streams;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

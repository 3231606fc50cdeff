package io.farspan.router.api;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static io.restassured.RestAssured.given;

/** Requests that the API tests share. */
final class RouterRequests {

    static final String SHOP = "/api/v1/applications/shop";
    static final String CALLS = SHOP + "/calls";
    static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    static final String EXEC = "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long)\"}";

    private RouterRequests() {}

    static ValidatableResponse call(String body) {
        return viewer().body(body == null ? "" : body).post(CALLS).then();
    }

    /** Posts a body as {@code user} to a path below the application. */
    static ValidatableResponse post(String user, String path, String body) {
        return as(user).body(body).post(SHOP + path).then();
    }

    static RequestSpecification viewer() {
        return as("viewer");
    }

    static RequestSpecification as(String user) {
        return given().auth().preemptive().basic(user, "secret").contentType("application/json");
    }
}

package io.farspan.router.api;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static io.restassured.RestAssured.given;

/** What the tests of the API ask. */
final class RouterRequests {

    static final String CALLS = "/api/v1/applications/shop/calls";
    static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    static final String EXEC = "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long)\"}";

    private RouterRequests() {}

    static ValidatableResponse call(String body) {
        return viewer().body(body == null ? "" : body).post(CALLS).then();
    }

    static RequestSpecification viewer() {
        return as("viewer");
    }

    static RequestSpecification as(String user) {
        return given().auth().preemptive().basic(user, "secret").contentType("application/json");
    }
}

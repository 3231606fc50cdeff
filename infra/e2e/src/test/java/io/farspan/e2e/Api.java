package io.farspan.e2e;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import io.farspan.local.stack.LocalStack;

import static io.restassured.RestAssured.given;

/** The router's API as tools use it. */
record Api(LocalStack stack, String router) {

    Api(LocalStack stack) {
        this(stack, stack.router());
    }

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
}

package io.farspan.router.login;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import io.farspan.router.fixture.RouterFixture;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

/** OpenID Connect tokens are accepted alongside names and passwords, with the roles that the provider gives. */
@QuarkusTest
@TestProfile(Doors.class)
class OidcTest {

    private static final String MAP = "/api/v1/applications/shop/map";

    @Test
    void aTokenIsAcceptedWithItsRoles() throws JoseException {
        RouterFixture.reset();
        given().auth().oauth2(IdentityProvider.token("viewer")).get(MAP).then().statusCode(200);
        given().auth()
                .oauth2(IdentityProvider.token("viewer"))
                .delete("/api/v1/applications/shop/instances/aws1/none")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(IdentityProvider.token("admin"))
                .delete("/api/v1/applications/shop/instances/aws1/none")
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(IdentityProvider.token("stranger"))
                .get(MAP)
                .then()
                .statusCode(403);
    }

    @Test
    void anotherProvidersTokenIsRefused() throws JoseException {
        RsaJsonWebKey other = RsaJwkGenerator.generateJwk(2048);
        other.setKeyId("k1");
        given().auth()
                .oauth2(IdentityProvider.token(other, "admin"))
                .get(MAP)
                .then()
                .statusCode(401)
                .body("code", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void passwordsAreStillAccepted() {
        given().auth().preemptive().basic("viewer", "secret").get(MAP).then().statusCode(200);
    }
}

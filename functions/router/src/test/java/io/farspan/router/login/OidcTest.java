package io.farspan.router.login;

import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

/** OpenID Connect tokens are accepted alongside names and passwords, with the roles that the provider gives. */
@QuarkusTest
@TestProfile(OidcTest.Configured.class)
@QuarkusTestResource(value = RouterFixture.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OidcTest.IdentityProvider.class, restrictToAnnotatedClass = true)
class OidcTest {

    private static final String MAP = "/api/v1/applications/shop/map";

    /** OIDC as an operator switches it on. */
    public static class Configured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("farspan.oidc.enabled", "true");
        }
    }

    /** A provider's discovery document and keys. */
    public static class IdentityProvider implements QuarkusTestResourceLifecycleManager {

        private static final WireMockServer SERVER =
                new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
        private static RsaJsonWebKey key;

        @Override
        public Map<String, String> start() {
            SERVER.start();
            try {
                key = RsaJwkGenerator.generateJwk(2048);
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
            key.setKeyId("k1");
            key.setUse("sig");
            SERVER.stubFor(get(urlPathEqualTo("/realm/.well-known/openid-configuration"))
                    .willReturn(
                            okJson("{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\",\"token_endpoint\":\"%1$s/token\"}"
                                    .formatted(issuer()))));
            SERVER.stubFor(get(urlPathEqualTo("/realm/keys")).willReturn(okJson(new JsonWebKeySet(key).toJson())));
            return Map.of("farspan.oidc.issuer", issuer());
        }

        static String issuer() {
            return "http://127.0.0.1:" + SERVER.port() + "/realm";
        }

        @Override
        public void stop() {
            SERVER.stop();
        }
    }

    @Test
    void aTokenIsAcceptedWithItsRoles() throws JoseException {
        RouterFixture.reset();
        given().auth()
                .oauth2(token(IdentityProvider.key, "viewer"))
                .get(MAP)
                .then()
                .statusCode(200);
        given().auth()
                .oauth2(token(IdentityProvider.key, "viewer"))
                .delete("/api/v1/applications/shop/instances/aws1/none")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(token(IdentityProvider.key, "admin"))
                .delete("/api/v1/applications/shop/instances/aws1/none")
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(token(IdentityProvider.key, "stranger"))
                .get(MAP)
                .then()
                .statusCode(403);
    }

    @Test
    void anotherProvidersTokenIsRefused() throws JoseException {
        RsaJsonWebKey other = RsaJwkGenerator.generateJwk(2048);
        other.setKeyId("k1");
        given().auth()
                .oauth2(token(other, "admin"))
                .get(MAP)
                .then()
                .statusCode(401)
                .body("code", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void passwordsAreStillAccepted() {
        given().auth().preemptive().basic("viewer", "secret").get(MAP).then().statusCode(200);
    }

    private static String token(RsaJsonWebKey key, String role) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(IdentityProvider.issuer());
        claims.setSubject("alice");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setIssuedAtToNow();
        claims.setStringListClaim("groups", List.of(role));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return signature.getCompactSerialization();
    }
}

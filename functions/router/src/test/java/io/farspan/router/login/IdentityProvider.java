package io.farspan.router.login;

import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

/** An OpenID Connect provider: its discovery document, its keys, and tokens it could have issued. */
public class IdentityProvider implements QuarkusTestResourceLifecycleManager {

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
                .willReturn(okJson("{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\",\"token_endpoint\":\"%1$s/token\"}"
                        .formatted(issuer()))));
        SERVER.stubFor(get(urlPathEqualTo("/realm/keys")).willReturn(okJson(new JsonWebKeySet(key).toJson())));
        return Map.of("farspan.oidc.issuer", issuer());
    }

    /** A token of this provider. */
    static String token(String role) throws JoseException {
        return token(key, role);
    }

    /** A token that claims to be this provider's, signed with any key. */
    static String token(RsaJsonWebKey key, String role) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer());
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

    private static String issuer() {
        return "http://127.0.0.1:" + SERVER.port() + "/realm";
    }

    @Override
    public void stop() {
        SERVER.stop();
    }
}

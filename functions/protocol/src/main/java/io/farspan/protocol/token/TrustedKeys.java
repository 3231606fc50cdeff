package io.farspan.protocol.token;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The public keys whose tokens a function accepts; more than one while keys are rotated. Verifies the signature only:
 * what the claims must say is for the verifier's owner to check. Safe for use by many threads.
 */
public final class TrustedKeys {

    private static final int LONGEST_TOKEN = 4_096;

    private final Map<String, Ed25519.PublicPoint> byHeader = new HashMap<>();

    /** Trusts public keys given in base64url. */
    public TrustedKeys(List<String> publicKeys) {
        for (String text : publicKeys) {
            byte[] key = Base64.getUrlDecoder().decode(text.trim());
            Ed25519.PublicPoint point =
                    key.length == Ed25519.PUBLIC_KEY_SIZE ? Ed25519.validatePublicKeyFullExport(key, 0) : null;
            if (point == null) {
                throw new IllegalArgumentException(
                        "'" + text
                                + "' is not an Ed25519 public key of 32 bytes in base64url; copy the one home prints when it starts");
            }
            byHeader.put(JwsHeader.of(key), point);
        }
        if (byHeader.isEmpty()) {
            throw new IllegalArgumentException(
                    "At least one trusted key is needed. Set farspan.trusted-keys to home's public key");
        }
    }

    /**
     * The claims of a token signed by a trusted key.
     *
     * @throws FarspanException {@code TOKEN_INVALID} for anything else
     */
    public CallClaims verify(String token) {
        int payload = token.indexOf('.') + 1;
        int signature = token.lastIndexOf('.') + 1;
        if (token.length() > LONGEST_TOKEN || payload == 0 || signature <= payload) {
            throw invalid("it is not a compact JWS of three parts");
        }
        Ed25519.PublicPoint key = byHeader.get(token.substring(0, payload - 1));
        if (key == null) {
            throw invalid("it is signed with a key this function does not trust; compare home's public key with"
                    + " the function's farspan.trusted-keys");
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(token.substring(signature));
            byte[] message = token.substring(0, signature - 1).getBytes(US_ASCII);
            if (sealed.length != Ed25519.SIGNATURE_SIZE
                    || !Ed25519.verify(sealed, 0, key, message, 0, message.length)) {
                throw invalid("its signature does not match");
            }
            return Json.wire()
                    .readValue(
                            Base64.getUrlDecoder().decode(token.substring(payload, signature - 1)), CallClaims.class);
        } catch (IllegalArgumentException | IOException e) {
            throw invalid("it is not base64url of JSON claims");
        }
    }

    private static FarspanException invalid(String why) {
        return new FarspanException(ProblemCode.TOKEN_INVALID, "The call token was refused: " + why + ".");
    }
}

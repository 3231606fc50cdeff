package io.farspan.protocol.token;

import java.util.Arrays;
import java.util.Base64;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The one header a token may have for a given key, so that a verifier compares it instead of interpreting it. */
final class JwsHeader {

    private JwsHeader() {}

    static String of(byte[] publicKey) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String keyId = base64.encodeToString(Arrays.copyOf(publicKey, 9));
        return base64.encodeToString(("{\"alg\":\"EdDSA\",\"kid\":\"" + keyId + "\"}").getBytes(UTF_8));
    }
}

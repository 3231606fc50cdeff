package io.farspan.protocol.token;

import java.security.SecureRandom;
import java.util.Base64;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Home's private key, an Ed25519 seed of 32 bytes (RFC 8032, section 5.1.5). Signs claims as a compact JWS (RFC 7515)
 * with {@code alg} EdDSA (RFC 8037). Safe for use by many threads.
 */
public final class SigningKey {

    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final String header;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.header = JwsHeader.of(publicKey);
    }

    /** A new key. */
    public static SigningKey generate() {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        new SecureRandom().nextBytes(seed);
        return new SigningKey(seed);
    }

    /** The key of a seed in base64url. */
    public static SigningKey parse(String seed) {
        byte[] bytes = Base64.getUrlDecoder().decode(seed.trim());
        if (bytes.length != Ed25519.SECRET_KEY_SIZE) {
            throw new IllegalArgumentException("An Ed25519 seed has 32 bytes, this one has " + bytes.length
                    + "; generate one with openssl rand 32");
        }
        return new SigningKey(bytes);
    }

    /** The seed in base64url, to be kept secret. */
    public String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
    }

    /** The public key in base64url, for the functions' configuration. */
    public String publicKey() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey);
    }

    /** The token that carries {@code claims}. */
    public String sign(CallClaims claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = header + "." + base64.encodeToString(Json.write(claims));
        byte[] message = signed.getBytes(US_ASCII);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signed + "." + base64.encodeToString(signature);
    }

    @Override
    public String toString() {
        return "SigningKey[public=" + publicKey() + "]";
    }
}

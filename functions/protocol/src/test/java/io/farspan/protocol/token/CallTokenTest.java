package io.farspan.protocol.token;

import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallTokenTest {

    private static final CallClaims CLAIMS = new CallClaims("shop", "aws1", 42, "digest", 1_000, 1_030, "nonce");

    private final SigningKey key = SigningKey.generate();

    @Test
    void aTokenCarriesItsClaims() {
        assertThat(new TrustedKeys(List.of(SigningKey.generate().publicKey(), key.publicKey()))
                        .verify(key.sign(CLAIMS)))
                .isEqualTo(CLAIMS);
    }

    @Test
    void aKeyCanBeStored() {
        assertThat(SigningKey.parse(key.secret()).publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void theSignatureIsEd25519AsTheJdkKnowsIt() throws Exception {
        // given
        String token = key.sign(CLAIMS);
        byte[] point = Base64.getUrlDecoder().decode(key.publicKey());
        boolean odd = (point[31] & 0x80) != 0;
        point[31] &= 0x7f;
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = point[31 - i];
        }
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new java.math.BigInteger(1, bigEndian)))));

        // when
        verifier.update(token.substring(0, token.lastIndexOf('.')).getBytes());

        // then
        assertThat(verifier.verify(Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1))))
                .isTrue();
    }

    @Test
    void anotherKeysTokenIsRefused() {
        refused(SigningKey.generate().sign(CLAIMS));
    }

    @Test
    void alteredClaimsAreRefused() {
        String[] parts = key.sign(CLAIMS).split("\\.", -1);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(new String(Base64.getUrlDecoder().decode(parts[1]))
                        .replace("42", "43")
                        .getBytes());
        refused(parts[0] + "." + forged + "." + parts[2]);
    }

    @Test
    void anotherAlgorithmIsRefused() {
        String[] parts = key.sign(CLAIMS).split("\\.", -1);
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
        refused(none + "." + parts[1] + ".");
        refused(none + "." + parts[1] + "." + parts[2]);
    }

    @Test
    void nonsenseIsRefused() {
        for (String nonsense : List.of("", "a", "a.b", "a.b.c", "..", "x".repeat(10_000), "a.b.c.d")) {
            refused(nonsense);
        }
    }

    @Test
    void aKeyThatIsNoneIsRefusedAtOnce() {
        assertThatThrownBy(() -> new TrustedKeys(List.of("abc"))).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> new TrustedKeys(List.of())).hasMessageContaining("At least one");
        assertThatThrownBy(() -> SigningKey.parse("abcd")).hasMessageContaining("32 bytes");
    }

    private void refused(String token) {
        assertThatThrownBy(() -> new TrustedKeys(List.of(key.publicKey())).verify(token))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.TOKEN_INVALID));
    }
}

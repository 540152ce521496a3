package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.DpopProof;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DP-1: what the header of a proof may be, and that its key has signed it. */
final class DpopSignaturesTest {

  private static final SecretKeyAccess ACCESS = SecretKeyAccess.granted();
  private static final String CLAIMS = "{\"jti\":\"1\"}";

  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private final DpopSignatures signatures = new DpopSignatures(CryptoProviders.jdk());

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void verify_keyOfEachAlgorithm_isAccepted(SigningAlgorithm algorithm) {
    SigningKey other = SigningKey.generate(algorithm);

    assertThat(signatures.verify(proof(other, header(other, jwk(other)))).key().value())
        .isEqualTo(other.verificationKey().thumbprint());
  }

  /** A name of the key, which libraries like to add, is not the key. */
  @Test
  void verify_namedKey_hasTheThumbprintOfTheBareOne() {
    assertThat(signatures.verify(proof(key, header(key, key.verificationKey().toJwk()))).key())
        .isEqualTo(signatures.verify(proof(key, header(key, jwk(key)))).key());
  }

  @Test
  void verify_anotherType_isRefused() {
    String header = header(key, jwk(key));

    assertRefused(header.replace("dpop+jwt", "at+jwt"), DenialReason.PROOF_MALFORMED);
    assertRefused(header.replace("dpop+jwt", "DPOP+JWT"), DenialReason.PROOF_MALFORMED);
    assertRefused(header.replace("dpop+jwt", "JWT"), DenialReason.PROOF_MALFORMED);
  }

  @Test
  void verify_anotherAlgorithm_isRefused() {
    for (String other : new String[] {"none", "HS256", "RS256", "es256", "ES384", "EdDSA", ""}) {
      assertRefused(
          header(key, jwk(key)).replace("\"ES256\"", "\"" + other + "\""),
          DenialReason.PROOF_MALFORMED);
    }
  }

  /** Whoever sends a private key has given it away. */
  @Test
  void verify_privateKey_isRefused() {
    assertRefused(header(key, key.revealPrivateJwk(ACCESS)), DenialReason.PROOF_MALFORMED);
  }

  @Test
  void verify_symmetricKey_isRefused() {
    assertRefused(header(key, "{\"kty\":\"oct\",\"k\":\"AAAA\"}"), DenialReason.PROOF_MALFORMED);
  }

  @Test
  void verify_noKey_isRefused() {
    assertRefused("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}", DenialReason.PROOF_MALFORMED);
    assertRefused(header(key, "\"key\""), DenialReason.PROOF_MALFORMED);
    assertRefused(header(key, "{}"), DenialReason.PROOF_MALFORMED);
  }

  @Test
  void verify_anotherHeaderMember_isRefused() {
    for (String more :
        new String[] {
          "\"kid\":\"k\"", "\"jku\":\"https://evil\"", "\"crit\":[\"b64\"]", "\"x5c\":[\"AA\"]"
        }) {
      assertRefused(
          header(key, jwk(key)).replace("{\"typ\"", "{" + more + ",\"typ\""),
          DenialReason.PROOF_MALFORMED);
    }
  }

  @Test
  void verify_signatureOfAnotherKey_isRefused() {
    SigningKey other = SigningKey.generate(SigningAlgorithm.ES256);

    assertRefused(proof(other, header(key, jwk(key))), DenialReason.PROOF_SIGNATURE_INVALID);
  }

  @Test
  void verify_signatureOverOtherClaims_isRefused() {
    String text = proof(key, header(key, jwk(key))).reveal();
    String[] parts = text.split("\\.", -1);
    DpopProof edited =
        DpopProof.of(parts[0] + "." + Base64Url.encode("{\"jti\":\"2\"}") + "." + parts[2]);

    assertRefused(edited, DenialReason.PROOF_SIGNATURE_INVALID);
  }

  @Test
  void verify_noThreeParts_isRefused() {
    for (String text : new String[] {"a", "a.b", "a.b.", ".b.c", "a.b.c.d", "{}"}) {
      assertRefused(DpopProof.of(text), DenialReason.PROOF_MALFORMED);
    }
  }

  /** Signed rightly by the key of the header, and yet over no object of claims. */
  @Test
  void verify_claimsThatAreNoObject_areRefused() {
    for (String claims : new String[] {"[]", "{", "{\"a\":1,\"a\":2}", "null", "\"x\""}) {
      assertRefused(proof(key, header(key, jwk(key)), claims), DenialReason.PROOF_MALFORMED);
    }
  }

  private void assertRefused(String header, DenialReason reason) {
    assertRefused(proof(key, header), reason);
  }

  private void assertRefused(DpopProof proof, DenialReason reason) {
    DenialException refused =
        catchThrowableOfType(DenialException.class, () -> signatures.verify(proof));
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  private static String header(SigningKey key, String jwk) {
    return "{\"typ\":\"dpop+jwt\",\"alg\":\""
        + key.algorithm().joseName()
        + "\",\"jwk\":"
        + jwk
        + "}";
  }

  /** The bare key, as proofs usually bring it. */
  private static String jwk(SigningKey key) {
    Map<String, Object> members = new TreeMap<>(key.verificationKey().toMembers());
    members.keySet().removeAll(Set.of("kid", "alg", "use"));
    return JsonWriter.write(members);
  }

  private static DpopProof proof(SigningKey signer, String header) {
    return proof(signer, header, CLAIMS);
  }

  private static DpopProof proof(SigningKey signer, String header, String claims) {
    return DpopProof.of(new Crafted(signer).token(header, claims).reveal());
  }
}

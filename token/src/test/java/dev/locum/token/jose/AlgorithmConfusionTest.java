package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.Outcomes;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Group 10 of the bad-input list (BP-1): the algorithm is the key's, whatever the token says.
 * {@link HostileTokenTest} has the token that the same hand makes and that is accepted.
 */
final class AlgorithmConfusionTest {

  private static final String CLAIMS = "{\"iss\":\"https://auth.example\",\"n\":1}";

  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private final Crafted crafted = new Crafted(key);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none", "None", "NONE", "nOnE", "", "HS256", "HS512", "EdDSA", "Ed25519", "RS256", "PS256",
        "ES384", "ES512", "es256", "ES256 ", "ES256K"
      })
  void verify_algorithmThatIsNotTheKeys_isRefused(String algorithm) {
    String header = crafted.header().replace("\"ES256\"", "\"" + algorithm + "\"");

    assertThat(reason(crafted.token(header, CLAIMS)))
        .isEqualTo(DenialReason.TOKEN_ALGORITHM_REFUSED);
  }

  @Test
  void verify_unsignedTokenOfAlgorithmNone_isRefused() {
    String header = crafted.header().replace("\"ES256\"", "\"none\"");
    String input = Base64Url.encode(header) + "." + Base64Url.encode(CLAIMS);

    assertThat(reason(RawToken.of(input + "."))).isEqualTo(DenialReason.TOKEN_MALFORMED);
    assertThat(reason(RawToken.of(input + ".AA"))).isEqualTo(DenialReason.TOKEN_ALGORITHM_REFUSED);
  }

  /** CVE-2026-48526: the text of the public key as the secret of an HMAC. */
  @Test
  void verify_macUnderThePublicKeyAsSecret_isRefused() throws Exception {
    String header = crafted.header().replace("\"ES256\"", "\"HS256\"");
    String input = Base64Url.encode(header) + "." + Base64Url.encode(CLAIMS);
    for (byte[] secret :
        List.of(
            key.verificationKey().toJwk().getBytes(StandardCharsets.UTF_8),
            key.verificationKey().publicKey().getEncoded())) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String token =
          input + "." + Base64Url.encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));

      assertThat(reason(RawToken.of(token))).isEqualTo(DenialReason.TOKEN_ALGORITHM_REFUSED);
      assertThat(
              reason(
                  RawToken.of(
                      token.replace(Base64Url.encode(header), Base64Url.encode(crafted.header())))))
          .isEqualTo(DenialReason.TOKEN_SIGNATURE_INVALID);
    }
  }

  /** BP-1: each algorithm's own key accepts that algorithm only, in the whole table. */
  @Test
  void verify_everyAlgorithmUnderEveryKey_isAcceptedOnTheDiagonalOnly() {
    for (SigningAlgorithm ofKey : SigningAlgorithm.values()) {
      SigningKey other = SigningKey.generate(ofKey);
      Crafted hand = new Crafted(other);
      for (SigningAlgorithm named : SigningAlgorithm.values()) {
        String header =
            hand.header().replace("\"" + ofKey.joseName() + "\"", "\"" + named.joseName() + "\"");

        assertThat(Outcomes.isVerified(hand.verify(hand.token(header, CLAIMS))))
            .isEqualTo(named == ofKey);
      }
    }
  }

  /** BP-7: the polymorphic name is refused even for an Ed25519 key and a right signature. */
  @Test
  void verify_polymorphicNameForAnEd25519Key_isRefused() {
    SigningKey ed25519 = SigningKey.generate(SigningAlgorithm.ED25519);
    Crafted hand = new Crafted(ed25519);
    String header = hand.header().replace("\"Ed25519\"", "\"EdDSA\"");

    assertThat(Outcomes.reason(hand.verify(hand.token(header, CLAIMS))))
        .isEqualTo(DenialReason.TOKEN_ALGORITHM_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[\"ES256\"]", "{}"})
  void verify_algorithmThatIsNoString_isRefused(String algorithm) {
    String header = crafted.header().replace("\"ES256\"", algorithm);

    assertThat(reason(crafted.token(header, CLAIMS)))
        .isEqualTo(DenialReason.TOKEN_ALGORITHM_REFUSED);
  }

  private DenialReason reason(RawToken token) {
    return Outcomes.reason(crafted.verify(token));
  }
}

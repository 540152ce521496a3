package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWKSet;
import dev.locum.token.Outcomes;
import dev.locum.token.RawToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The vectors of RFC 7515, 7638 and 8037, and agreement with the stock verifiers of the JOSE
 * library.
 */
final class StandardVectorsTest {

  private static final String ED25519_PRIVATE =
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"Ed25519\","
          + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
          + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

  /** RFC 7515 A.2 and A.3, RFC 8037 A.5: each provider verifies the standards' signatures. */
  @Test
  void selfTest_ofEveryProvider_passesTheVectorsOfTheStandards() throws Exception {
    for (CryptoProviders providers : TestProviders.all().values()) {
      for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
        SelfTest.requireVerifies(algorithm, providers.engine(algorithm));
      }
    }
  }

  /** RFC 8037 A.4: Ed25519 is deterministic, so the signature itself is known. */
  @Test
  void sign_withTheKeyOfRfc8037_givesItsSignatureWithEveryProvider() {
    SigningKey key = SigningKey.parsePrivateJwk(ED25519_PRIVATE, SecretKeyAccess.granted());
    byte[] input =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            .getBytes(StandardCharsets.US_ASCII);
    TestProviders.all()
        .forEach((name, providers) -> {
          SignatureEngine engine = providers.engine(SigningAlgorithm.ED25519);
          try {
            assertThat(Base64Url.encode(engine.sign(engine.adopt(key.privateKey()), input)))
                .as(name)
                .isEqualTo(
                    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4"
                        + "iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
          } catch (GeneralSecurityException e) {
            throw new AssertionError(name, e);
          }
        });
  }

  /** RFC 8037 A.3 and RFC 7638 §3.1. */
  @Test
  void thumbprint_ofTheStandardsKeys_isTheStandards() {
    assertThat(
            SigningKey.parsePrivateJwk(ED25519_PRIVATE, SecretKeyAccess.granted())
                .verificationKey()
                .thumbprint())
        .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assertThat(
            VerificationKey.parse(
                    "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\",\"n\":\""
                        + "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
                        + "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65"
                        + "YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr"
                        + "dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
                        + "nqDKgw\"}")
                .thumbprint())
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  /** RFC 7515 A.1, A.4, A.5 and A.6: what we do not take is refused, however right it is. */
  @Test
  void verify_tokensOfTheStandardThatAreNotOurs_areRefused() {
    JoseSignatureVerifier verifier =
        new JoseSignatureVerifier(
            KeySource.fixed(
                PublicKeys.of(SigningKey.generate(SigningAlgorithm.ES256).verificationKey())),
            CryptoProviders.jdk());
    String payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    for (String token :
        List.of(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                + payload
                + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "eyJhbGciOiJub25lIn0." + payload + ".",
            "{\"payload\":\"" + payload + "\",\"protected\":\"eyJhbGciOiJFUzI1NiJ9\"}")) {
      assertThat(Outcomes.isVerified(verifier.verify(RawToken.of(token), "JWT"))).isFalse();
    }
  }

  /** What we sign, the library's stock verifier accepts: nothing of ours is private. */
  @Test
  void sign_ourToken_verifiesWithTheStockVerifier() throws Exception {
    for (SigningAlgorithm algorithm : List.of(SigningAlgorithm.ES256, SigningAlgorithm.RS256)) {
      SigningKey key = SigningKey.generate(algorithm);
      Map<String, Object> claims = new LinkedHashMap<>();
      claims.put("sub", "ada");
      RawToken token =
          new JoseTokenSigner(key, CryptoProviders.choose()).sign(Crafted.TYPE, claims);

      JWSObject parsed = JWSObject.parse(token.reveal());
      JWKSet published = JWKSet.parse(PublicKeys.of(key.verificationKey()).toJwks());
      var jwk = published.getKeyByKeyId(parsed.getHeader().getKeyID());
      var publicKey =
          algorithm == SigningAlgorithm.ES256
              ? jwk.toECKey().toECPublicKey()
              : jwk.toRSAKey().toRSAPublicKey();

      assertThat(
              parsed.verify(
                  new DefaultJWSVerifierFactory().createJWSVerifier(parsed.getHeader(), publicKey)))
          .isTrue();
      assertThat(parsed.getHeader().getType()).isEqualTo(new JOSEObjectType(Crafted.TYPE));
      assertThat(parsed.getPayload().toJSONObject()).containsEntry("sub", "ada");
    }
  }

  /** And the other way round, as a workload with another library would do it. */
  @Test
  void verify_tokenOfTheStockSigner_isAccepted() throws Exception {
    for (SigningAlgorithm algorithm : List.of(SigningAlgorithm.ES256, SigningAlgorithm.RS256)) {
      SigningKey key = SigningKey.generate(algorithm);
      JWSObject object =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.parse(algorithm.joseName()))
                  .type(new JOSEObjectType(Crafted.TYPE))
                  .keyID(key.keyId())
                  .build(),
              new Payload(Map.of("sub", "ada")));
      object.sign(
          algorithm == SigningAlgorithm.ES256
              ? new ECDSASigner((ECPrivateKey) key.privateKey())
              : new RSASSASigner(key.privateKey()));
      JoseSignatureVerifier verifier =
          new JoseSignatureVerifier(
              KeySource.fixed(PublicKeys.of(key.verificationKey())), CryptoProviders.choose());

      assertThat(
              verifier.verify(RawToken.of(object.serialize()), Crafted.TYPE).orElseThrow().claims())
          .isEqualTo(Map.of("sub", "ada"));
    }
  }

  @Test
  void parse_keyOfTheStandardWithoutAlgorithm_isRefusedAsPrivateKey() {
    assertThatThrownBy(() ->
            SigningKey.parsePrivateJwk(
                ED25519_PRIVATE.replace("\"alg\":\"Ed25519\",", ""), SecretKeyAccess.granted()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

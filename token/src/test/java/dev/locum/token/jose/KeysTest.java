package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in and out: public ones by set, private ones only against access, sealed ones at rest. */
final class KeysTest {

  private static final SecretKeyAccess ACCESS = SecretKeyAccess.granted();

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void keySet_writtenAndParsed_isTheSame(SigningAlgorithm algorithm) {
    PublicKeys keys =
        PublicKeys.of(
            SigningKey.generate(algorithm).verificationKey(),
            SigningKey.generate(algorithm).verificationKey());

    assertThat(PublicKeys.parse(keys.toJwks())).isEqualTo(keys);
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void privateKey_revealedAndParsed_signsTheSame(SigningAlgorithm algorithm) {
    SigningKey key = SigningKey.generate(algorithm);

    SigningKey parsed = SigningKey.parsePrivateJwk(key.revealPrivateJwk(ACCESS), ACCESS);

    assertThat(parsed.verificationKey()).isEqualTo(key.verificationKey());
    assertThat(parsed.keyId()).isEqualTo(key.verificationKey().thumbprint());
    assertThat(parsed.privateKey()).isEqualTo(key.privateKey());
  }

  /** MD-2: what is published has no private member, and names key, use and algorithm. */
  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void keySet_ofOurKeys_holdsNothingPrivate(SigningAlgorithm algorithm) {
    SigningKey key = SigningKey.generate(algorithm);

    assertThat(key.verificationKey().toMembers().keySet())
        .doesNotContain("d", "p", "q", "dp", "dq", "qi", "k", "oth")
        .contains("kty", "kid", "alg", "use");
    assertThat(PublicKeys.of(key.verificationKey()).toJwks())
        .contains("\"alg\":\"" + algorithm.joseName() + "\"");
  }

  /**
   * One thumbprint in 64 begins with a hyphen, and `locum key revoke` would take it for an option.
   */
  @Test
  void freshKeys_haveIdsThatAnyCommandTakes() {
    Stream<String> ids =
        Stream.generate(() -> SigningKey.generate(SigningAlgorithm.ED25519).keyId()).limit(1_000);

    assertThat(ids).noneMatch(id -> id.startsWith("-"));
  }

  /** Group 12: with a repeated id it would be chance which key decides. */
  @Test
  void keySet_withARepeatedId_isRefusedAsAWhole() {
    VerificationKey key = SigningKey.generate(SigningAlgorithm.ES256).verificationKey();
    VerificationKey other =
        VerificationKey.parse(
            SigningKey.generate(SigningAlgorithm.ES256)
                .verificationKey()
                .toJwk()
                .replaceFirst("\"kid\":\"[^\"]*\"", "\"kid\":\"" + key.keyId() + "\""));

    assertThatThrownBy(() -> PublicKeys.of(key, other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PublicKeys.parse(set(key.toJwk(), other.toJwk())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keySet_withAPrivateKey_isRefusedAsAWhole() {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    String other = SigningKey.generate(SigningAlgorithm.ES256).verificationKey().toJwk();

    assertThatThrownBy(() -> PublicKeys.parse(set(other, key.revealPrivateJwk(ACCESS))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\"d\"");
  }

  @Test
  void keySet_withAKeyWithoutId_isRefused() {
    String key = SigningKey.generate(SigningAlgorithm.ES256).verificationKey().toJwk();

    assertThatThrownBy(() -> PublicKeys.parse(set(key.replaceFirst("\"kid\":\"[^\"]*\",", ""))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** An issuer may publish keys for something else, or for an algorithm that we do not know yet. */
  @Test
  void keySet_withKeysThatAreNotForUs_leavesThemOut() {
    VerificationKey ours = SigningKey.generate(SigningAlgorithm.ES256).verificationKey();
    String es256 = SigningKey.generate(SigningAlgorithm.ES256).verificationKey().toJwk();
    String rsa = SigningKey.generate(SigningAlgorithm.RS256).verificationKey().toJwk();
    String ed25519 = SigningKey.generate(SigningAlgorithm.ED25519).verificationKey().toJwk();

    PublicKeys parsed =
        PublicKeys.parse(
            set(
                es256.replace("\"sig\"", "\"enc\""),
                es256.replace("\"use\":\"sig\"", "\"key_ops\":[\"encrypt\"]"),
                rsa.replace("RS256", "PS256"),
                rsa.replace("RS256", "HS256"),
                ed25519.replace("\"alg\":\"Ed25519\"", "\"alg\":\"EdDSA\""),
                "{\"kty\":\"AKP\",\"kid\":\"x\",\"alg\":\"ML-DSA-44\",\"pub\":\"AA\"}",
                "{\"kty\":\"oct\",\"kid\":\"y\",\"k\":\"AA\"}",
                "{\"kid\":\"z\"}",
                ours.toJwk()));

    assertThat(parsed).isEqualTo(PublicKeys.of(ours));
  }

  @Test
  void keySet_thatIsEmpty_verifiesNothing() {
    assertThat(PublicKeys.parse("{\"keys\":[]}").all()).isEmpty();
    assertThat(KeySource.fixed(PublicKeys.of()).find("any")).isInstanceOf(KeyLookup.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[1]}",
        "{\"keys\":[[]]}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"x\":\"AA\",\"y\":\"AA\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AA\",\"e\":\"AQAB\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"x\":1,\"y\":[]}]}"
      })
  void keySet_thatIsBroken_isRefused(String jwks) {
    assertThatThrownBy(() -> PublicKeys.parse(jwks)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keySet_beyondItsBounds_isRefused() {
    VerificationKey key = SigningKey.generate(SigningAlgorithm.ES256).verificationKey();
    String many =
        IntStream.range(0, 65)
            .mapToObj(i -> key.toJwk().replaceFirst("\"kid\":\"[^\"]*\"", "\"kid\":\"k" + i + "\""))
            .collect(Collectors.joining(",", "{\"keys\":[", "]}"));

    assertThatThrownBy(() -> PublicKeys.parse(many)).hasMessageContaining("65");
    assertThatThrownBy(() -> PublicKeys.parse("{\"keys\":[]}" + " ".repeat(64 * 1024)))
        .hasMessageContaining("too long");
  }

  /**
   * BP-2: a point that is not on the curve leaks or breaks; Nimbus checks, and this says that it
   * does.
   */
  @Test
  void key_whosePointIsNotOnTheCurve_isRefused() {
    String jwk =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\","
            + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
            + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5b0\"}";

    assertThatThrownBy(() -> VerificationKey.parse(jwk))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The spare bits of the last character differ: the same key under another thumbprint. */
  @Test
  void key_inAnotherTextOfTheSameOctets_isRefused() {
    String jwk =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\","
            + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
            + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

    assertThat(VerificationKey.parse(jwk).algorithm()).isEqualTo(SigningAlgorithm.ES256);
    assertThatThrownBy(() -> VerificationKey.parse(jwk.replace("I5a0", "I5a1")))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] longer = new byte[257];
    longer[1] = (byte) 0x80;
    longer[256] = 1;
    assertThatThrownBy(() -> VerificationKey.parse(rsa(Base64Url.encode(longer), "AQAB")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VerificationKey.parse(rsa(Base64Url.encode(modulus(2048)), "AAEAAQ")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void key_ofAWeakRsaModulusOrExponent_isRefused() {
    String n1024 = Base64Url.encode(modulus(1024));
    String n8192 = Base64Url.encode(modulus(8192));
    String n2048 = Base64Url.encode(modulus(2048));

    for (String jwk :
        List.of(rsa(n1024, "AQAB"), rsa(n8192, "AQAB"), rsa(n2048, "AQ"), rsa(n2048, "Aw"))) {
      assertThatThrownBy(() -> VerificationKey.parse(jwk))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(VerificationKey.parse(rsa(n2048, "AQAB")).algorithm())
        .isEqualTo(SigningAlgorithm.RS256);
  }

  @Test
  void key_withoutId_isKnownByItsThumbprint() {
    VerificationKey key = SigningKey.generate(SigningAlgorithm.ED25519).verificationKey();

    assertThat(VerificationKey.parse(key.toJwk().replaceFirst("\"kid\":\"[^\"]*\",", "")).keyId())
        .isEqualTo(key.thumbprint());
  }

  @Test
  void key_withAnIdOfHostileForm_isRefused() {
    String jwk = SigningKey.generate(SigningAlgorithm.ES256).verificationKey().toJwk();
    for (String keyId : List.of("../x", "a b", "'--", "k".repeat(129))) {
      assertThatThrownBy(() ->
              VerificationKey.parse(
                  jwk.replaceFirst("\"kid\":\"[^\"]*\"", "\"kid\":\"" + keyId + "\"")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void privateKey_thatIsBrokenOrPublic_isRefusedWithoutBeingShown() {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    String jwk = key.revealPrivateJwk(ACCESS);
    for (String broken :
        List.of(
            key.verificationKey().toJwk(),
            jwk.replace("ES256", "HS256"),
            jwk.replace("ES256", "RS256"),
            jwk.replace("P-256", "P-384"),
            jwk.substring(0, jwk.length() - 1),
            "{}",
            "")) {
      assertThatThrownBy(() -> SigningKey.parsePrivateJwk(broken, ACCESS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasNoCause()
          .hasMessageNotContaining(key.keyId());
    }
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void seal_openedWithTheSameSeal_isTheSameKey(SigningAlgorithm algorithm) {
    KeySeal seal = seal();
    SigningKey key = SigningKey.generate(algorithm);

    String sealed = seal.seal(key);

    assertThat(seal.open(sealed, key.keyId()).privateKey()).isEqualTo(key.privateKey());
    assertThat(seal.seal(key)).isNotEqualTo(sealed);
    assertThat(sealed).doesNotContain(key.revealPrivateJwk(ACCESS));
  }

  @Test
  void seal_openedWithAnotherSealOrAltered_isRefused() {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    KeySeal seal = seal();
    String sealed = seal.seal(key);

    assertThatThrownBy(() -> seal().open(sealed, key.keyId()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause();
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String altered = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThatThrownBy(() -> seal.open(altered, key.keyId()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Whoever can write the database could otherwise put an old key in a new one's place. */
  @Test
  void seal_ofAnotherKeyUnderThisId_isRefused() {
    KeySeal seal = seal();
    SigningKey one = SigningKey.generate(SigningAlgorithm.ES256);
    SigningKey other = SigningKey.generate(SigningAlgorithm.ES256);

    assertThatThrownBy(() -> seal.open(seal.seal(other), one.keyId()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * What is stored is a JWE of RFC 7516 that any library opens, as those of former versions are.
   */
  @Test
  void seal_isTheJweOfTheLibrary_inBothDirections() throws Exception {
    byte[] octets = new byte[32];
    new SecureRandom().nextBytes(octets);
    KeySeal seal = KeySeal.of(octets, ACCESS);
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);

    JWEObject ours = JWEObject.parse(seal.seal(key));
    ours.decrypt(new DirectDecrypter(octets));
    String theirs = sealed(header(key), key, octets);

    assertThat(ours.getPayload().toString()).isEqualTo(key.revealPrivateJwk(ACCESS));
    assertThat(seal.open(theirs, key.keyId()).privateKey()).isEqualTo(key.privateKey());
    for (JWEHeader.Builder other :
        List.of(
            header(key).compressionAlgorithm(CompressionAlgorithm.DEF),
            header(key).customParam("more", "x"))) {
      String text = sealed(other, key, octets);
      assertThatThrownBy(() -> seal.open(text, key.keyId()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static JWEHeader.Builder header(SigningKey key) {
    return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
        .keyID(key.keyId())
        .contentType("jwk+json");
  }

  private static String sealed(JWEHeader.Builder header, SigningKey key, byte[] octets)
      throws Exception {
    JWEObject made = new JWEObject(header.build(), new Payload(key.revealPrivateJwk(ACCESS)));
    made.encrypt(new DirectEncrypter(octets));
    return made.serialize();
  }

  @Test
  void seal_ofAnotherLength_isRefused() {
    for (int length : new int[] {0, 16, 31, 33}) {
      assertThatThrownBy(() -> KeySeal.of(new byte[length], ACCESS))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static KeySeal seal() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return KeySeal.of(key, ACCESS);
  }

  private static byte[] modulus(int bits) {
    byte[] octets = new byte[bits / 8];
    octets[0] = (byte) 0x80;
    octets[octets.length - 1] = 1;
    return octets;
  }

  private static String rsa(String n, String e) {
    return "{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"" + n + "\",\"e\":\"" + e + "\"}";
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }
}

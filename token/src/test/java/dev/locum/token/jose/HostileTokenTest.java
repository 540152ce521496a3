package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.Outcomes;
import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Groups 11 to 14 of the bad-input list: what peers once accepted. Wherever it is possible the
 * token is rightly signed, so that nothing but the rule under test refuses it.
 */
final class HostileTokenTest {

  private static final String CLAIMS = "{\"iss\":\"https://auth.example\",\"n\":1}";

  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private final Crafted crafted = new Crafted(key);

  /** Negative control: the same hand makes a token that is accepted. */
  @Test
  void verify_craftedTokenWithNothingWrong_isAccepted() {
    Verification<SignedClaims> verification = verify(crafted.token(crafted.header(), CLAIMS));

    assertThat(verification.orElseThrow().claims()).containsEntry("n", 1L).hasSize(2);
  }

  // Group 12: keys that come with the token, header members, repeated members.

  /** BP-4: neither a key in the token nor an address of one is ever looked at. */
  @Test
  void verify_ownKeyBroughtAlong_isRefused() {
    SigningKey attacker = SigningKey.generate(SigningAlgorithm.ES256);
    Crafted hand = new Crafted(attacker);
    for (String more :
        List.of(
            ",\"jwk\":" + attacker.verificationKey().toJwk(),
            ",\"jku\":\"https://evil.example/jwks\"",
            ",\"x5u\":\"https://evil.example/cert\"",
            ",\"x5c\":[\"MIIB\"]",
            ",\"x5t\":\"AA\"",
            ",\"x5t#S256\":\"AA\"")) {
      assertThat(reason(hand.token(hand.header(more), CLAIMS)))
          .isEqualTo(DenialReason.TOKEN_HEADER_REFUSED);
      assertThat(reason(crafted.token(crafted.header(more), CLAIMS)))
          .isEqualTo(DenialReason.TOKEN_HEADER_REFUSED);
    }
  }

  /**
   * GHSA-9ggr-2464-2j32, RFC 7797: what changes the meaning of the token is refused, not ignored.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"crit\":[\"exp\"],\"exp\":1",
        ",\"crit\":[]",
        ",\"crit\":[\"b64\"],\"b64\":false",
        ",\"b64\":false",
        ",\"zip\":\"DEF\"",
        ",\"enc\":\"A256GCM\"",
        ",\"cty\":\"JWT\"",
        ",\"p2c\":2147483647",
        ",\"x\":1"
      })
  void verify_headerMemberThatIsNotOurs_isRefused(String more) {
    assertThat(reason(crafted.token(crafted.header(more), CLAIMS)))
        .isEqualTo(DenialReason.TOKEN_HEADER_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "' or '1'='1",
        "*)(uid=*",
        "http://evil.example/key",
        "",
        " ",
        "a\\u0000b",
        "ключ"
      })
  void verify_keyIdOfHostileForm_neverReachesTheKeySource(String keyId) {
    AtomicInteger lookups = new AtomicInteger();
    JoseSignatureVerifier counting =
        new JoseSignatureVerifier(
            id -> {
              lookups.incrementAndGet();
              return new KeyLookup.Found(key.verificationKey());
            },
            CryptoProviders.jdk());
    String header = crafted.header().replace(key.keyId(), keyId);

    assertThat(Outcomes.reason(counting.verify(crafted.token(header, CLAIMS), Crafted.TYPE)))
        .isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);
    assertThat(lookups).hasValue(0);
  }

  @Test
  void verify_withoutKeyIdOrWithAnUnknownOne_isRefused() {
    String without = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}";
    String unknown = crafted.header().replace(key.keyId(), "another");
    String tooLong = crafted.header().replace(key.keyId(), "k".repeat(129));

    for (String header : List.of(without, unknown, tooLong)) {
      assertThat(reason(crafted.token(header, CLAIMS))).isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);
    }
  }

  /** A source that answers with another key than the one asked for must not be believed. */
  @Test
  void verify_keySourceThatAnswersAnotherKey_isRefused() {
    SigningKey other = SigningKey.generate(SigningAlgorithm.ES256);
    JoseSignatureVerifier confused =
        new JoseSignatureVerifier(
            id -> new KeyLookup.Found(other.verificationKey()), CryptoProviders.jdk());

    assertThat(
            Outcomes.reason(confused.verify(crafted.token(crafted.header(), CLAIMS), Crafted.TYPE)))
        .isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"a\",\"sub\":\"b\"}",
        "{\"sub\":\"a\",\"s\\u0075b\":\"b\"}",
        "{\"act\":{\"sub\":\"a\",\"sub\":\"b\"}}",
        "{\"a\":[{\"b\":1,\"b\":1}]}"
      })
  void verify_repeatedClaim_isRefused(String claims) {
    assertThat(reason(crafted.token(crafted.header(), claims)))
        .isEqualTo(DenialReason.TOKEN_MALFORMED);
  }

  @Test
  void verify_repeatedHeaderMember_isRefused() {
    assertThat(reason(crafted.token(crafted.header(",\"alg\":\"ES256\""), CLAIMS)))
        .isEqualTo(DenialReason.TOKEN_MALFORMED);
    assertThat(reason(crafted.token(crafted.header(",\"\\u0061lg\":\"none\""), CLAIMS)))
        .isEqualTo(DenialReason.TOKEN_MALFORMED);
  }

  /** BP-2: five parts are a JWE and one object is the JSON form; neither is taken for the other. */
  @Test
  void verify_otherSerialization_isRefused() {
    String token = crafted.token(crafted.header(), CLAIMS).reveal();
    List<String> parts = List.of(token.split("\\."));
    List<String> others =
        List.of(
            "{\"payload\":\"" + parts.get(1) + "\",\"signatures\":[]}",
            token + "." + parts.get(1) + "." + parts.get(2),
            token + ".",
            "." + token,
            parts.get(0) + "." + parts.get(1),
            parts.get(0) + ".." + parts.get(2),
            "..",
            ".",
            "token",
            "Bearer " + token);

    for (String other : others) {
      assertThat(reason(RawToken.of(other))).as(other).isEqualTo(DenialReason.TOKEN_MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "AT+JWT", "at+JWT", "application/at+jwt", "", "at+jwt "})
  void verify_typeThatIsNotExactly_isRefused(String type) {
    String header = crafted.header().replace("\"at+jwt\"", "\"" + type + "\"");

    assertThat(reason(crafted.token(header, CLAIMS))).isEqualTo(DenialReason.TOKEN_KIND_WRONG);
  }

  @Test
  void verify_withoutType_isRefused() {
    String header = "{\"alg\":\"ES256\",\"kid\":\"" + key.keyId() + "\"}";

    assertThat(reason(crafted.token(header, CLAIMS))).isEqualTo(DenialReason.TOKEN_KIND_WRONG);
  }

  // Group 14: bombs and edits.

  /** CVE-2025-53864: nesting is bounded before recursion; and all of it costs little. */
  @Test
  void verify_deepNesting_isRefusedAtOnce() {
    for (String claims :
        List.of(
            "{\"a\":" + "[".repeat(10) + "]".repeat(10) + "}",
            "{\"a\":".repeat(11) + "1" + "}".repeat(11),
            "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")) {
      assertThat(reason(crafted.token(crafted.header(), claims)))
          .isEqualTo(DenialReason.TOKEN_MALFORMED);
    }
    String header = crafted.header(",\"a\":" + "[".repeat(200) + "]".repeat(200));
    assertThat(reason(crafted.token(header, CLAIMS))).isEqualTo(DenialReason.TOKEN_MALFORMED);
  }

  @Test
  void verify_manyValues_isRefused() {
    String claims = "{\"a\":[" + "1,".repeat(300) + "1]}";

    assertThat(reason(crafted.token(crafted.header(), claims)))
        .isEqualTo(DenialReason.TOKEN_MALFORMED);
  }

  /** BP-6: size is bounded before anything is decoded. */
  @Test
  void verify_hugeHeader_isRefused() {
    String header = crafted.header(",\"x\":\"" + "a".repeat(5_000) + "\"");

    assertThat(reason(crafted.token(header, CLAIMS))).isEqualTo(DenialReason.TOKEN_TOO_LARGE);
    assertThatThrownBy(() -> RawToken.of("a".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(reason(RawToken.of("AA.AA." + "A".repeat(2_000))))
        .isEqualTo(DenialReason.TOKEN_TOO_LARGE);
  }

  @Test
  void verify_claimsThatAreNotUtf8_areRefused() {
    byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0xaf, '"', '}'};
    byte[] latin1 = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] surrogate = {
      '{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'
    };
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16);
    byte[] marked = "\ufeff{}".getBytes(StandardCharsets.UTF_8);

    for (byte[] claims : List.of(overlong, latin1, surrogate, utf16, marked)) {
      assertThat(reason(crafted.token(header(), claims))).isEqualTo(DenialReason.TOKEN_MALFORMED);
    }
  }

  /**
   * One signed token has one text: no padding, no spare bits, no other alphabet, no white space.
   */
  @Test
  void verify_sameOctetsInAnotherText_isRefused() {
    // 64 octets of signature leave 4 spare bits in the last character.
    String token = crafted.token(crafted.header(), CLAIMS).reveal();
    char last = token.charAt(token.length() - 1);
    List<String> edits = new ArrayList<>();
    for (char other :
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
      if (other != last) {
        edits.add(token.substring(0, token.length() - 1) + other);
      }
    }
    edits.addAll(
        List.of(
            token + "=",
            token + "==",
            token + "\n",
            token + " ",
            " " + token,
            token.replaceFirst("\\.", "=."),
            token.replace('.', ',')));

    for (String edit : edits) {
      assertThat(reason(RawToken.of(edit)))
          .as(edit)
          .isIn(DenialReason.TOKEN_MALFORMED, DenialReason.TOKEN_SIGNATURE_INVALID);
    }
    assertThat(Outcomes.isVerified(verify(RawToken.of(token)))).isTrue();
  }

  @Test
  void verify_standardAlphabetInPlaceOfTheUrlOne_isRefused() {
    String claims = "{\"a\":\"" + "?>".repeat(20) + "\"}";
    String encoded = Base64Url.encode(claims);
    String standard = encoded.replace('_', '/').replace('-', '+');
    assertThat(standard).isNotEqualTo(encoded);

    assertThat(reason(crafted.signed(plain(), standard))).isEqualTo(DenialReason.TOKEN_MALFORMED);
  }

  /** S3-22: changing any one character of a token, anywhere, breaks it. */
  @Test
  void verify_anyOneCharacterChanged_isRefused() {
    String token = crafted.token(crafted.header(), CLAIMS).reveal();
    for (int i = 0; i < token.length(); i++) {
      char replaced = token.charAt(i) == 'A' ? 'B' : 'A';
      String edit = token.substring(0, i) + replaced + token.substring(i + 1);

      assertThat(Outcomes.isVerified(verify(RawToken.of(edit)))).as("at %s", i).isFalse();
    }
  }

  @Test
  void verify_signatureOfAnotherToken_isRefused() {
    String one = crafted.token(crafted.header(), CLAIMS).reveal();
    String other = crafted.token(crafted.header(), "{\"iss\":\"x\"}").reveal();
    String mixed = one.substring(0, one.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));

    assertThat(reason(RawToken.of(mixed))).isEqualTo(DenialReason.TOKEN_SIGNATURE_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"a\"", "null", "", "{}{}", "{\"a\":null}", "{\"a\":1,}"})
  void verify_claimsThatAreNoObject_areRefused(String claims) {
    assertThat(reason(crafted.signed(plain(), claims.isEmpty() ? "AA" : Base64Url.encode(claims))))
        .isEqualTo(DenialReason.TOKEN_MALFORMED);
  }

  @Test
  void verify_keySourceThatFails_isUndecided() {
    JoseSignatureVerifier failing =
        new JoseSignatureVerifier(
            id -> {
              throw new IllegalStateException("no route to host");
            },
            CryptoProviders.jdk());

    assertThat(
            Outcomes.reason(failing.verify(crafted.token(crafted.header(), CLAIMS), Crafted.TYPE)))
        .isEqualTo(DenialReason.KEYS_UNAVAILABLE);
  }

  private byte[] header() {
    return crafted.header().getBytes(StandardCharsets.UTF_8);
  }

  private String plain() {
    return Base64Url.encode(crafted.header());
  }

  private Verification<SignedClaims> verify(RawToken token) {
    return crafted.verify(token);
  }

  private DenialReason reason(RawToken token) {
    return Outcomes.reason(verify(token));
  }
}

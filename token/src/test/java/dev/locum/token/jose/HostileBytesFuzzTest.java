package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.locum.token.Issuer;
import dev.locum.token.MovableClock;
import dev.locum.token.Outcomes;
import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.TestAuthority;
import dev.locum.token.TokenKind;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.SignedProof;
import dev.locum.token.proof.TargetUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every parser of hostile bytes in this package: a value, or the one refusal that it declares. In a
 * normal run the inputs beside this class are tried; new ones are searched for, one method at a
 * time, by
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 ./mvnw -q -pl token -am test -Djazzer.hooks=true \
 *   -Dtest='HostileBytesFuzzTest#json*' -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
final class HostileBytesFuzzTest {

  private static final SecretKeyAccess ACCESS = SecretKeyAccess.granted();

  /** A parser's value, printed and parsed again, is the same value. */
  @FuzzTest(maxDuration = "1m")
  void json_ofAnyBytes_isAnObjectOrRefused(byte[] bytes) {
    Map<String, Object> object;
    try {
      object = JsonReader.readObject(bytes, 10, 256);
    } catch (JsonException e) {
      return;
    }
    byte[] written = JsonWriter.write(object).getBytes(StandardCharsets.UTF_8);
    assertThat(JsonReader.readObject(written, 10, 256)).isEqualTo(object);
  }

  /** Nobody who lacks the key finds bytes that verify. */
  @FuzzTest(maxDuration = "1m")
  void token_ofAnyText_isRefused(byte[] bytes) {
    if (text(bytes).isEmpty()) {
      return;
    }
    SigningKey key = Keys.ES256;
    JoseSignatureVerifier verifier =
        new JoseSignatureVerifier(
            keyId -> new KeyLookup.Found(key.verificationKey()), Keys.PROVIDERS);

    for (TokenKind kind : TokenKind.values()) {
      Verification<SignedClaims> verification =
          verifier.verify(RawToken.of(text(bytes)), kind.type());
      assertThat(Outcomes.isVerified(verification)).isFalse();
      assertThat(Outcomes.reason(verification).isRetryable()).isFalse();
    }
  }

  /** Even the issuer's own key does not make nonsense a token, nor a verifier throw. */
  @FuzzTest(maxDuration = "1m")
  void claims_ofAnyTextRightlySigned_areVerifiedOrRefused(byte[] bytes) {
    if (bytes.length > 8 * 1024) {
      return;
    }
    TokenVerifier verifier =
        TokenVerifier.builder()
            .issuer(TestAuthority.ISSUER)
            .signatures((token, type) -> {
              try {
                return Verification.verified(
                    new SignedClaims(JsonReader.readObject(bytes, 10, 256)));
              } catch (JsonException e) {
                return Verification.rejected(Rejection.of(DenialReason.TOKEN_MALFORMED));
              }
            })
            .clock(MovableClock.atNoon())
            .build();
    RawToken any = RawToken.of("any");

    int verified = 0;
    for (Verification<?> each :
        List.of(
            verifier.verifyAccessToken(any, TestAuthority.TRIGGER),
            verifier.verifyDelegationToken(any, TestAuthority.TRUST_DOMAIN),
            verifier.verifyDownstreamToken(any, TestAuthority.FLEET),
            verifier.verifyServiceToken(any, TestAuthority.SELF))) {
      verified += Outcomes.isVerified(each) ? 1 : 0;
    }
    assertThat(verified).isLessThanOrEqualTo(1);
  }

  @FuzzTest(maxDuration = "1m")
  void assertion_ofAnyText_isRefused(byte[] bytes) {
    if (text(bytes).isEmpty()) {
      return;
    }
    ClientAssertionVerifier verifier =
        new ClientAssertionVerifier(
            new Issuer("https://auth.example"),
            (kind, holder, id, keepUntil) -> true,
            Keys.PROVIDERS,
            ClientAssertionVerifier.Timing.of(MovableClock.atNoon()));

    assertThat(
            Outcomes.isVerified(
                verifier.verify(
                    RawToken.of(text(bytes)),
                    (workload, keyId) -> new KeyLookup.Found(Keys.ES256.verificationKey()))))
        .isFalse();
  }

  /** DP-1: a proof of anybody's making proves the key that signed it, or is refused as a proof. */
  @FuzzTest(maxDuration = "1m")
  void proof_ofAnyText_isRefused(byte[] bytes) {
    String text = text(bytes);
    if (text.isEmpty() || text.length() > DpopProof.MAX_LENGTH) {
      return;
    }
    try {
      new DpopSignatures(Keys.PROVIDERS).verify(DpopProof.of(text));
    } catch (DenialException e) {
      assertThat(e.reason().publicReason()).isEqualTo(DenialReason.PROOF_REJECTED);
    }
  }

  /** What a rightly signed proof says is a request that we know, or refused as a proof. */
  @FuzzTest(maxDuration = "1m")
  void proofClaims_ofAnyText_areRefused(byte[] bytes) {
    Map<String, Object> claims;
    try {
      claims = JsonReader.readObject(bytes, 10, 256);
    } catch (JsonException e) {
      return;
    }
    MovableClock clock = MovableClock.atNoon();
    DpopVerifier verifier =
        new DpopVerifier(
            proof -> new SignedProof(claims, Keys.THUMBPRINT),
            (key, id, until) -> true,
            ProofTiming.of(clock));
    try {
      verifier.verify(DpopProof.of("any"), ProvenRequest.of("POST", Set.of("https://fleet"), "/a"));
    } catch (DenialException e) {
      assertThat(e.reason().publicReason()).isEqualTo(DenialReason.PROOF_REJECTED);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void target_ofAnyText_hasOneFormOrNone(byte[] bytes) {
    try {
      TargetUri target = TargetUri.parse(text(bytes));
      assertThat(TargetUri.parse(target.toString())).isEqualTo(target);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("target: ");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void keySet_ofAnyText_isASetOrRefused(byte[] bytes) {
    try {
      PublicKeys keys = PublicKeys.parse(text(bytes));
      assertThat(PublicKeys.parse(keys.toJwks())).isEqualTo(keys);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("\"d\"");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void key_ofAnyText_isAKeyOrRefused(byte[] bytes) {
    try {
      VerificationKey key = VerificationKey.parse(text(bytes));
      assertThat(VerificationKey.parse(key.toJwk())).isEqualTo(key);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void privateKey_ofAnyText_isAKeyOrRefused(byte[] bytes) {
    try {
      SigningKey key = SigningKey.parsePrivateJwk(text(bytes), ACCESS);
      assertThat(SigningKey.parsePrivateJwk(key.revealPrivateJwk(ACCESS), ACCESS).keyId())
          .isEqualTo(key.keyId());
    } catch (IllegalArgumentException e) {
      assertThat(e).hasNoCause();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void sealedKey_ofAnyText_isRefused(byte[] bytes) {
    KeySeal seal = KeySeal.of(new byte[32], ACCESS);
    try {
      seal.open(text(bytes), "any");
    } catch (IllegalArgumentException e) {
      assertThat(e).hasNoCause();
      return;
    }
    throw new AssertionError("opened");
  }

  /** Each octet sequence has one text: what decodes encodes to itself. */
  @FuzzTest(maxDuration = "1m")
  void base64Url_ofAnyText_decodesToWhatEncodesToItOrNothing(byte[] bytes) {
    String text = text(bytes);
    Optional<byte[]> octets = Base64Url.decode(text);

    octets.ifPresent(each -> assertThat(Base64Url.encode(each)).isEqualTo(text));
    assertThat(Base64Url.decode(Base64Url.encode(bytes)).orElseThrow()).isEqualTo(bytes);
  }

  /** As a channel would hand it over: at most the length of a raw token. */
  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.length() > RawToken.MAX_LENGTH ? text.substring(0, RawToken.MAX_LENGTH) : text;
  }

  /** Made once; a fuzzer calls a hundred thousand times a second. */
  private static final class Keys {

    private static final CryptoProviders PROVIDERS = CryptoProviders.jdk();
    private static final SigningKey ES256 = SigningKey.generate(SigningAlgorithm.ES256);
    private static final KeyThumbprint THUMBPRINT =
        new KeyThumbprint(ES256.verificationKey().thumbprint());
  }
}

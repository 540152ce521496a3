package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A token that was seen to be genuine counts as long as its key does, and as what it was. */
class KnownTokensTest {

  private static final SigningKey KEY = SigningKey.generate(SigningAlgorithm.ES256);
  private static final CryptoProviders PROVIDERS = CryptoProviders.choose();
  private static final String TYPE = "at+jwt";

  private final AtomicReference<KeyLookup> keys =
      new AtomicReference<>(new KeyLookup.Found(KEY.verificationKey()));
  private final AtomicInteger asked = new AtomicInteger();
  private final JoseSignatureVerifier verifier =
      JoseSignatureVerifier.remembering(
          keyId -> {
            asked.incrementAndGet();
            return keys.get();
          },
          PROVIDERS,
          4);

  private final JoseTokenSigner signer = new JoseTokenSigner(KEY, PROVIDERS);

  @Test
  void knownToken_hasTheSameClaims_andItsKeyIsAskedForEachTime() {
    RawToken token = signer.sign(TYPE, Map.of("sub", "ada"));

    SignedClaims first = verifier.verify(token, TYPE).orElseThrow();
    SignedClaims second = verifier.verify(token, TYPE).orElseThrow();

    assertThat(second).isEqualTo(first);
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void knownToken_whoseKeyIsGone_isRefused() {
    RawToken token = signer.sign(TYPE, Map.of("sub", "ada"));
    verifier.verify(token, TYPE).orElseThrow();

    keys.set(new KeyLookup.Unknown());
    assertThat(reason(verifier.verify(token, TYPE))).isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);

    keys.set(new KeyLookup.Unavailable());
    assertThat(reason(verifier.verify(token, TYPE))).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
  }

  @Test
  void knownToken_asAnotherType_isRefused() {
    RawToken token = signer.sign(TYPE, Map.of("sub", "ada"));
    verifier.verify(token, TYPE).orElseThrow();

    assertThat(reason(verifier.verify(token, "txntoken+jwt")))
        .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
  }

  @Test
  void tokenWithTheSignatureOfAKnownOne_isRefused() {
    String known = signer.sign(TYPE, Map.of("sub", "ada")).reveal();
    String other = signer.sign(TYPE, Map.of("sub", "bob")).reveal();
    verifier.verify(RawToken.of(known), TYPE).orElseThrow();

    String forged =
        other.substring(0, other.lastIndexOf('.')) + known.substring(known.lastIndexOf('.'));

    assertThat(reason(verifier.verify(RawToken.of(forged), TYPE)))
        .isEqualTo(DenialReason.TOKEN_SIGNATURE_INVALID);
    assertThat(reason(verifier.verify(RawToken.of(forged), TYPE)))
        .isEqualTo(DenialReason.TOKEN_SIGNATURE_INVALID);
  }

  @Test
  void moreTokensThanAreRemembered_areVerifiedAllTheSame() {
    for (int i = 0; i < 20; i++) {
      RawToken token = signer.sign(TYPE, Map.of("sub", "user-" + i));
      assertThat(verifier.verify(token, TYPE).orElseThrow().claims().get("sub"))
          .isEqualTo("user-" + i);
    }
  }

  @Test
  void memoryOfLessThanTwo_isRefused() {
    assertThatThrownBy(() -> KnownTokens.atMost(1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static DenialReason reason(Verification<SignedClaims> verification) {
    return ((Verification.Rejected<SignedClaims>) verification).rejection().reason();
  }
}

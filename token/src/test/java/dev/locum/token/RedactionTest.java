package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.jose.ClientAssertionIssuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TT-13: no secret in any text but the one that asks for it by name. */
final class RedactionTest {

  private final TestAuthority authority = TestAuthority.create();

  @ParameterizedTest
  @EnumSource(value = TokenKind.class, mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_ASSERTION")
  void toString_ofEverythingAboutAToken_holdsNoPartOfIt(TokenKind kind) {
    IssuedToken issued = authority.issue(kind);
    String secret = issued.token().reveal();
    VerifiedToken verified = authority.verify(kind, issued.token()).orElseThrow();

    for (Object object :
        List.of(
            issued,
            issued.token(),
            verified,
            verified.life(),
            authority.verify(kind, issued.token()),
            new SignedClaims(authority.claims(kind)))) {
      for (String part : secret.split("\\.")) {
        assertThat(object.toString()).doesNotContain(part);
      }
    }
    assertThat(issued.toString()).contains(issued.life().id().value());
  }

  @Test
  void toString_ofSignedClaims_showsNamesOnly() {
    assertThat(new SignedClaims(authority.claims(TokenKind.ACCESS)).toString())
        .contains("sub")
        .doesNotContain("user-ada");
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void toString_ofEverythingAboutAKey_holdsNoPartOfIt(SigningAlgorithm algorithm) {
    SigningKey key = SigningKey.generate(algorithm);
    String secret = key.revealPrivateJwk(SecretKeyAccess.granted());
    String exponent = secret.replaceFirst(".*\"d\":\"([^\"]*)\".*", "$1");
    assertThat(exponent).hasSizeGreaterThan(40).isNotEqualTo(secret);
    JoseTokenSigner signer = new JoseTokenSigner(key, CryptoProviders.jdk());
    KeySeal seal = KeySeal.of(new byte[32], SecretKeyAccess.granted());

    for (Object object :
        List.of(
            key,
            signer,
            key.verificationKey(),
            key.verificationKey().toJwk(),
            seal,
            seal.seal(key),
            CryptoProviders.jdk())) {
      assertThat(object.toString()).doesNotContain(exponent);
    }
    assertThat(key.toString()).contains(key.keyId());
  }

  @Test
  void toString_ofAnAssertion_holdsNoPartOfIt() {
    IssuedToken assertion =
        new ClientAssertionIssuer(
                new WorkloadId("w"),
                TestAuthority.ISSUER,
                authority.signer(),
                authority.clock(),
                () -> new TokenId("jti-1"))
            .issue();

    assertThat(assertion.toString()).isEqualTo("IssuedToken[jti-1]");
  }

  /** Secrets are final, not serializable, and say how they print. */
  @Test
  void secretTypes_areFinalAndNotSerializable() throws Exception {
    for (Class<?> type :
        List.of(
            RawToken.class,
            IssuedToken.class,
            SigningKey.class,
            KeySeal.class,
            SignedClaims.class)) {
      assertThat(Modifier.isFinal(type.getModifiers())).as(type.getName()).isTrue();
      assertThat(Serializable.class.isAssignableFrom(type)).as(type.getName()).isFalse();
      assertThat(type.getDeclaredMethod("toString")).isNotNull();
    }
  }

  /** A verified token comes from a verifier alone: nobody else can even call its constructor. */
  @Test
  void verifiedTokens_haveNoPublicConstructor() {
    for (Class<?> type : VerifiedToken.class.getPermittedSubclasses()) {
      assertThat(Arrays.stream(type.getDeclaredConstructors()))
          .as(type.getName())
          .isNotEmpty()
          .noneMatch(each -> Modifier.isPublic(each.getModifiers()));
    }
  }

  @Test
  void rejection_ofHostileDetail_cannotForgeALogLine() {
    Rejection rejection =
        Rejection.of(
            DenialReason.TOKEN_MALFORMED, "x\nALLOWED user=root\r\u0007" + "y".repeat(900));

    assertThat(rejection.detail()).doesNotContain("\n", "\r", "\u0007").hasSize(500);
    assertThat(new DenialException(rejection).getMessage())
        .isEqualTo("The token was not accepted.");
  }

  /** Whatever is wrong with a token, the caller is told the same. */
  @Test
  void reasons_ofATokensRefusal_lookAlikeFromOutside() {
    for (DenialReason reason : DenialReason.values()) {
      if (reason.name().startsWith("TOKEN_")) {
        assertThat(reason.publicReason()).isEqualTo(DenialReason.TOKEN_REJECTED);
        assertThat(reason.sentence()).isEqualTo(DenialReason.TOKEN_REJECTED.sentence());
        assertThat(reason.status()).isEqualTo(DenialReason.TOKEN_REJECTED.status());
      }
    }
  }
}

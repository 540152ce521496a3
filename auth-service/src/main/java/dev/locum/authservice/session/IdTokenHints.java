package dev.locum.authservice.session;

import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.SessionId;
import dev.locum.token.SignatureVerifier;
import dev.locum.token.SignedClaims;
import dev.locum.token.Subject;
import dev.locum.token.Verification;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import java.util.Optional;

/**
 * Reads id tokens that clients send back as hints (OpenID Connect RP-Initiated Logout 1.0 §2). One
 * that has expired is taken: it says whose session is meant, and opens nothing. Thread-safe.
 */
public final class IdTokenHints {

  private final Issuer issuer;
  private final SignatureVerifier signatures;

  /**
   * Hints.
   *
   * @param signatures verifies what our own keys signed
   */
  public IdTokenHints(Issuer issuer, SignatureVerifier signatures) {
    this.issuer = issuer;
    this.signatures = signatures;
  }

  /**
   * What an id token of ours says.
   *
   * @param client to which it was issued
   * @param subject about whom
   * @param session which session of theirs
   */
  public record Hint(String client, Subject subject, SessionId session) {}

  /** What the text says; empty if it is anything else than an id token that we issued. */
  public Optional<Hint> read(String text) {
    if (text.isEmpty() || text.length() > RawToken.MAX_LENGTH) {
      return Optional.empty();
    }
    Verification<SignedClaims> verification = signatures.verify(RawToken.of(text), IdTokens.TYPE);
    return verification instanceof Verification.Verified<SignedClaims> verified
        ? hint(ClaimReader.of(verified.token().claims()))
        : Optional.empty();
  }

  private Optional<Hint> hint(ClaimReader claims) {
    try {
      return claims.text("iss").equals(issuer.value())
          ? Optional.of(
              new Hint(
                  claims.only("aud"),
                  new Subject(claims.text("sub")),
                  new SessionId(claims.text("sid"))))
          : Optional.empty();
    } catch (DenialException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

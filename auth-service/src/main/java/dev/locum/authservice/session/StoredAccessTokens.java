package dev.locum.authservice.session;

import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Access tokens as the authority's store knows them. Whether one stands is decided by one rule, for
 * whoever asks: so a token that is revoked counts nowhere any more.
 */
public final class StoredAccessTokens implements AccessTokens {

  private final TokenVerifier verifier;
  private final UserAudiences audiences;
  private final Store store;
  private final Clock clock;

  /**
   * Access tokens.
   *
   * @param audiences where access tokens are used
   */
  public StoredAccessTokens(
      TokenVerifier verifier, UserAudiences audiences, Store store, Clock clock) {
    this.verifier = verifier;
    this.audiences = audiences;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Verification<ActiveAccess> introspect(RawToken token) {
    return switch (standing(token, List.of(audiences.trigger()))) {
      case Verification.Verified<Standing> stands -> Verification.verified(stands.token().active());
      case Verification.Rejected<Standing> rejected -> Verification.rejected(rejected.rejection());
    };
  }

  /**
   * Whether the token stands, for whichever of the audiences it is.
   *
   * @param shownTo at least one
   * @return the token and its session, or a rejection like that of {@link #introspect}
   */
  Verification<Standing> standing(RawToken token, List<Audience> shownTo) {
    Verification<VerifiedAccessToken> verification = verified(token, shownTo);
    if (verification instanceof Verification.Rejected<VerifiedAccessToken> rejected) {
      return Verification.rejected(rejected.rejection());
    }
    VerifiedAccessToken verified = verification.orElseThrow();
    try {
      return store.read(tx -> standing(tx, verified));
    } catch (StoreUnavailableException e) {
      return Verification.rejected(
          Rejection.of(DenialReason.STORE_UNAVAILABLE, "the session could not be looked up"));
    }
  }

  /**
   * Tries the next audience only if nothing but the audience was wrong: the others cost nothing.
   */
  private Verification<VerifiedAccessToken> verified(RawToken token, List<Audience> shownTo) {
    Verification<VerifiedAccessToken> last = verifier.verifyAccessToken(token, shownTo.getFirst());
    for (Audience next : shownTo.subList(1, shownTo.size())) {
      boolean isForAnother =
          last instanceof Verification.Rejected<VerifiedAccessToken> rejected
              && rejected.rejection().reason() == DenialReason.TOKEN_AUDIENCE_WRONG;
      if (!isForAnother) {
        return last;
      }
      last = verifier.verifyAccessToken(token, next);
    }
    return last;
  }

  private Verification<Standing> standing(Transaction tx, VerifiedAccessToken token) {
    AccessClaims claims = token.claims();
    Optional<Session> found = SessionRows.find(tx, claims.session());
    if (found.isEmpty()) {
      return Verification.rejected(Rejection.of(DenialReason.SESSION_ENDED, "no such session"));
    }
    Session session = found.get();
    if (!claims.subject().equals(session.account().user().subject())
        || !claims.tenant().equals(session.account().user().tenant())) {
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, "the session is another user's"));
    }
    Optional<DenialReason> refusal = session.refusal(clock.instant());
    if (refusal.isEmpty() && SessionRows.isRevoked(tx, token.life().id())) {
      refusal = Optional.of(DenialReason.TOKEN_REVOKED);
    }
    return refusal
        .<Verification<Standing>>map(reason -> Verification.rejected(Rejection.of(reason)))
        .orElseGet(() -> Verification.verified(new Standing(token, session)));
  }
}

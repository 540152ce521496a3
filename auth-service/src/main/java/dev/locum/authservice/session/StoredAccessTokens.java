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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Access tokens as the authority's store knows them. */
public final class StoredAccessTokens implements AccessTokens {

  private final TokenVerifier verifier;
  private final Audience audience;
  private final Store store;
  private final Clock clock;

  /**
   * Access tokens.
   *
   * @param audience where access tokens are used: the trigger
   */
  public StoredAccessTokens(TokenVerifier verifier, Audience audience, Store store, Clock clock) {
    this.verifier = verifier;
    this.audience = audience;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Verification<ActiveAccess> introspect(RawToken token) {
    Verification<VerifiedAccessToken> verification = verifier.verifyAccessToken(token, audience);
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

  private Verification<ActiveAccess> standing(Transaction tx, VerifiedAccessToken token) {
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
        .<Verification<ActiveAccess>>map(reason -> Verification.rejected(Rejection.of(reason)))
        .orElseGet(() -> Verification.verified(active(token, session)));
  }

  private static ActiveAccess active(VerifiedAccessToken token, Session session) {
    Set<String> roles = new HashSet<>(token.claims().roles());
    roles.retainAll(session.account().user().roles());
    return new ActiveAccess(token, roles);
  }
}

package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.AccessClaims;
import dev.locum.token.RawToken;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Who the user of an access token is (OpenID Connect Core §5.3), as the store knows them now.
 * Thread-safe.
 */
public final class UserInfos {

  private final TokenVerifier verifier;
  private final UserAudiences audiences;
  private final Store store;
  private final Clock clock;

  public UserInfos(TokenVerifier verifier, UserAudiences audiences, Store store, Clock clock) {
    this.verifier = verifier;
    this.audiences = audiences;
    this.store = store;
    this.clock = clock;
  }

  /** What a token is good for here. */
  public sealed interface UserInfo {

    /** It does not count. */
    record Rejected() implements UserInfo {}

    /** It counts, but the user did not allow its client to know who they are. */
    record NotAllowed() implements UserInfo {}

    /** The claims that the user allowed. */
    record Claims(Map<String, Object> members) implements UserInfo {}
  }

  /** What a client may know by this token, which is for us or for the trigger. */
  public UserInfo of(RawToken token) {
    return verified(token)
        .map(claims -> store.read(tx -> find(tx, claims)))
        .orElseGet(UserInfo.Rejected::new);
  }

  private Optional<VerifiedAccessToken> verified(RawToken token) {
    Verification<VerifiedAccessToken> ours = verifier.verifyAccessToken(token, audiences.self());
    Verification<VerifiedAccessToken> either =
        ours instanceof Verification.Verified<VerifiedAccessToken>
            ? ours
            : verifier.verifyAccessToken(token, audiences.trigger());
    return either instanceof Verification.Verified<VerifiedAccessToken> verified
        ? Optional.of(verified.token())
        : Optional.empty();
  }

  private UserInfo find(Transaction tx, VerifiedAccessToken token) {
    AccessClaims claims = token.claims();
    Optional<Session> session =
        SessionRows.find(tx, claims.session())
            .filter(found -> found.account().user().subject().equals(claims.subject()))
            .filter(found -> found.refusal(clock.instant()).isEmpty())
            .filter(found -> !SessionRows.isRevoked(tx, token.life().id()));
    if (session.isEmpty()) {
      return new UserInfo.Rejected();
    }
    return session.get().scopes().contains(Scope.OPENID)
        ? new UserInfo.Claims(IdTokens.claims(session.get()))
        : new UserInfo.NotAllowed();
  }
}

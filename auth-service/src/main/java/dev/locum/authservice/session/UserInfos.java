package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import java.util.List;
import java.util.Map;

/**
 * Who the user of an access token is (OpenID Connect Core §5.3), as the store knows them now.
 * Thread-safe.
 */
public final class UserInfos {

  private final StoredAccessTokens accessTokens;
  private final UserAudiences audiences;

  public UserInfos(StoredAccessTokens accessTokens, UserAudiences audiences) {
    this.accessTokens = accessTokens;
    this.audiences = audiences;
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

  /**
   * What a client may know by this token, which is for us or for the trigger.
   *
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if it could not be decided
   */
  public UserInfo of(RawToken token) {
    return switch (accessTokens.standing(token, List.of(audiences.self(), audiences.trigger()))) {
      case Verification.Verified<Standing> stands -> of(stands.token().session());
      case Verification.Rejected<Standing> rejected -> {
        if (rejected.rejection().reason().isRetryable()) {
          throw new DenialException(rejected.rejection());
        }
        yield new UserInfo.Rejected();
      }
    };
  }

  private static UserInfo of(Session session) {
    return session.scopes().contains(Scope.OPENID)
        ? new UserInfo.Claims(IdTokens.claims(session))
        : new UserInfo.NotAllowed();
  }
}

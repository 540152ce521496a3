package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who the user of an access token is (OpenID Connect Core §5.3), as the store knows them now.
 * Thread-safe.
 */
public final class UserInfos {

  private static final Set<DenialReason> PROOFS =
      EnumSet.of(
          DenialReason.PROOF_NEEDED, DenialReason.PROOF_REJECTED, DenialReason.PROOF_NONCE_NEEDED);

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
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if it could not be decided; {@code
   *     PROOF_NEEDED} and its like if it is bound to a key and its holder is not proven
   */
  public UserInfo of(ShownAccess shown) {
    return switch (accessTokens.standing(shown, List.of(audiences.self(), audiences.trigger()))) {
      case Verification.Verified<Standing> stands -> of(stands.token().session());
      case Verification.Rejected<Standing> rejected -> {
        DenialReason reason = rejected.rejection().reason();
        if (reason.isRetryable() || PROOFS.contains(reason.publicReason())) {
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

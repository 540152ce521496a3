package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.session.RefreshRequest;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.user.Requester;
import dev.locum.token.Audience;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;
import java.util.Set;

/**
 * A refresh token is exchanged for fresh tokens of its session (RFC 6749 §6, RFC 9700 §4.14). The
 * access token is for what the user was asked for, or, if that left it open, for the trigger or the
 * one service that is named (RFC 8707 §2.2).
 */
public final class RefreshTokenGrant implements Grant {

  private final StoredSessions sessions;
  private final SenderProofs proofs;

  public RefreshTokenGrant(StoredSessions sessions, SenderProofs proofs) {
    this.sessions = sessions;
    this.proofs = proofs;
  }

  @Override
  public Answer grant(OAuthClient client, Form form, ShownProof shown, String correlationId) {
    String clientId = client.requireUserClient(UserGrant.REFRESH_TOKEN);
    OpaqueToken token =
        OpaqueToken.shown(OpaqueToken.Kind.REFRESH_TOKEN, form.required("refresh_token"));
    form.optional("scope").ifPresent(scope -> requireScope(scope, token, clientId));
    Optional<Audience> audience = Target.of(form);
    if (audience.filter(named -> !sessions.audiences().allow(named)).isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_TARGET);
    }
    RefreshRequest asked =
        new RefreshRequest(
            token,
            clientId,
            client.isConfidential(),
            audience,
            proofs.key(shown),
            client.binding(shown));
    return switch (sessions.refresh(asked, Requester.user(correlationId))) {
      case Verification.Verified<SessionTokens> fresh -> TokenAnswers.session(fresh.token());
      case Verification.Rejected<SessionTokens> rejected ->
          throw new OAuthRefusal(toErrorCode(rejected.rejection().reason()));
    };
  }

  private static ErrorCode toErrorCode(DenialReason reason) {
    if (Denials.isAboutProof(reason)) {
      return Denials.toErrorCode(reason);
    }
    return reason == DenialReason.CALLER_NOT_ALLOWED
        ? ErrorCode.INVALID_TARGET
        : ErrorCode.INVALID_GRANT;
  }

  /**
   * A scope may be named if it is the session's (RFC 6749 §6); a narrower one is asked for in a
   * session of its own. An unknown token is refused later, as such.
   */
  private void requireScope(String scope, OpaqueToken shown, String clientId) {
    Optional<Set<Scope>> named = Scope.parse(scope);
    boolean isSame =
        sessions
            .scopes(shown, clientId)
            .map(allowed -> Optional.of(allowed).equals(named))
            .orElse(named.isPresent());
    if (!isSame) {
      throw new OAuthRefusal(ErrorCode.INVALID_SCOPE);
    }
  }
}

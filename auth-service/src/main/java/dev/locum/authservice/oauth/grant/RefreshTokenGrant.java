package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.user.Requester;
import dev.locum.token.Verification;

/** A refresh token is exchanged for fresh tokens of its session (RFC 6749 §6, RFC 9700 §4.14). */
public final class RefreshTokenGrant implements Grant {

  private final StoredSessions sessions;

  public RefreshTokenGrant(StoredSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Answer grant(OAuthClient client, Form form, String correlationId) {
    String clientId = client.requirePublic();
    OpaqueToken shown =
        OpaqueToken.shown(OpaqueToken.Kind.REFRESH_TOKEN, form.required("refresh_token"));
    if (form.optional("scope").isPresent()) {
      // Access tokens say who somebody is and have no scope, so whatever is asked for exceeds it.
      throw new OAuthRefusal(ErrorCode.INVALID_SCOPE);
    }
    return switch (sessions.refresh(shown, clientId, Requester.user(correlationId))) {
      case Verification.Verified<SessionTokens> fresh -> TokenAnswers.session(fresh.token());
      case Verification.Rejected<SessionTokens> rejected ->
          throw new OAuthRefusal(ErrorCode.INVALID_GRANT);
    };
  }
}

package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Successful answers of the token endpoint (RFC 6749 §5.1). */
final class TokenAnswers {

  private TokenAnswers() {}

  /** A bearer token alone. */
  static Answer bearer(IssuedToken token) {
    return Answer.json(200, members(token, "Bearer"));
  }

  /** A login's tokens. */
  static Answer session(SessionTokens tokens) {
    Map<String, Object> members = members(tokens.access(), tokens.access().scheme());
    members.put("refresh_token", tokens.refresh().reveal());
    return Answer.json(200, members);
  }

  /** The tokens of a session that has begun, with the scope that the user allowed. */
  static Answer session(StoredSessions.Prepared session, Optional<RawToken> idToken) {
    IssuedToken access = session.tokens().access();
    Map<String, Object> members = members(access, access.scheme());
    if (session.isRefreshable()) {
      members.put("refresh_token", session.tokens().refresh().reveal());
    }
    members.put("scope", Scope.print(session.session().scopes()));
    idToken.ifPresent(token -> members.put("id_token", token.reveal()));
    return Answer.json(200, members);
  }

  /** The members that every answer has. */
  static Map<String, Object> members(IssuedToken token, String tokenType) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("access_token", token.token().reveal());
    members.put("token_type", tokenType);
    members.put("expires_in", token.life().duration().toSeconds());
    return members;
  }
}

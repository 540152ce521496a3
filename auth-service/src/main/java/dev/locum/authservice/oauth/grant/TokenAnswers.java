package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.session.SessionTokens;
import dev.locum.token.IssuedToken;
import java.util.LinkedHashMap;
import java.util.Map;

/** Successful answers of the token endpoint (RFC 6749 §5.1). */
final class TokenAnswers {

  private TokenAnswers() {}

  /** A bearer token alone. */
  static Answer bearer(IssuedToken token) {
    return Answer.json(200, members(token, "Bearer"));
  }

  /** A login's tokens. */
  static Answer session(SessionTokens tokens) {
    Map<String, Object> members = members(tokens.access(), "Bearer");
    members.put("refresh_token", tokens.refresh().reveal());
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

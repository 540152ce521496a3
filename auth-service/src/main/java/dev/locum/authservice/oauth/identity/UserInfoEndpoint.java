package dev.locum.authservice.oauth.identity;

import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.session.UserInfos;
import dev.locum.authservice.session.UserInfos.UserInfo;
import dev.locum.token.RawToken;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /oauth/userinfo}, by GET or POST. The token comes in the header {@code Authorization} and
 * nowhere else (RFC 6750 §2.1): not in the body, and least of all in the URL.
 */
public final class UserInfoEndpoint implements Endpoint {

  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/=-]+)", Pattern.CASE_INSENSITIVE);

  private final UserInfos infos;

  public UserInfoEndpoint(UserInfos infos) {
    this.infos = infos;
  }

  @Override
  public Answer answer(Request request) {
    Optional<String> shown =
        request
            .header("authorization")
            .map(BEARER::matcher)
            .filter(Matcher::matches)
            .map(match -> match.group(1));
    if (shown.isEmpty()) {
      // RFC 6750 §3.1: nobody who shows nothing is told of an error.
      return Answer.empty(401).with("WWW-Authenticate", "Bearer realm=\"locum\"");
    }
    if (shown.get().length() > RawToken.MAX_LENGTH) {
      return refused(401, "invalid_token");
    }
    return switch (infos.of(RawToken.of(shown.get()))) {
      case UserInfo.Claims claims -> Answer.json(200, claims.members());
      case UserInfo.NotAllowed notAllowed -> refused(403, "insufficient_scope");
      case UserInfo.Rejected rejected -> refused(401, "invalid_token");
    };
  }

  private static Answer refused(int status, String error) {
    return Answer.empty(status)
        .with("WWW-Authenticate", "Bearer realm=\"locum\", error=\"" + error + "\"");
  }
}

package dev.locum.authservice.oauth.inspect;

import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.client.ClientAuthentication;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.session.Revocation;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.user.Requester;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import java.util.Set;

/**
 * {@code /oauth/revoke} (RFC 7009). A refresh token takes its whole session with it, an access
 * token only itself, a delegation token its delegation with all that derives from it. What nobody
 * knows is answered like what was revoked; another client's token is refused and stays as it is
 * (RV-1).
 */
public final class RevocationEndpoint implements Endpoint {

  private final ClientAuthentication clients;
  private final Authority authority;
  private final StoredSessions sessions;

  public RevocationEndpoint(
      ClientAuthentication clients, Authority authority, StoredSessions sessions) {
    this.clients = clients;
    this.authority = authority;
    this.sessions = sessions;
  }

  @Override
  public Answer answer(Request request) {
    Form form = request.form().requireOnce(Set.of());
    OAuthClient client = clients.authenticate(request, form);
    String token = form.required("token");
    String correlationId = request.caller().correlationId();
    // The hint is not needed: the kinds do not look alike (RFC 7009 §2.1).
    if (token.length() <= RawToken.MAX_LENGTH && !isRevokedForUser(client, token, correlationId)) {
      revokeDelegation(client, RawToken.of(token), correlationId);
    }
    return Answer.empty(200);
  }

  /** A user's token; false if it is none. */
  private boolean isRevokedForUser(OAuthClient client, String token, String correlationId) {
    String clientId = client.clientId();
    Requester by = Requester.user(correlationId);
    Revocation outcome =
        OpaqueToken.looksLike(OpaqueToken.Kind.REFRESH_TOKEN, token)
            ? sessions.endByRefreshToken(
                OpaqueToken.shown(OpaqueToken.Kind.REFRESH_TOKEN, token), clientId, by)
            : sessions.revoke(RawToken.of(token), clientId, by);
    return switch (outcome) {
      case REVOKED -> true;
      case UNKNOWN -> false;
      case NOT_OF_THIS_CLIENT -> throw new OAuthRefusal(ErrorCode.UNAUTHORIZED_CLIENT);
    };
  }

  private void revokeDelegation(OAuthClient client, RawToken token, String correlationId) {
    if (client instanceof OAuthClient.Proven proven) {
      try {
        authority.revoke(proven.workload(), token, correlationId);
      } catch (DenialException denial) {
        throw new OAuthRefusal(Denials.toErrorCode(denial.reason()));
      }
    }
  }
}

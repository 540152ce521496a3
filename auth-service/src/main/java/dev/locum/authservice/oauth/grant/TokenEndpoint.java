package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.client.ClientAuthentication;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.token.proof.DpopProof;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /oauth/token} (RFC 6749 §3.2): reads the form, authenticates the client, hands over to the
 * grant.
 */
public final class TokenEndpoint implements Endpoint {

  private final ClientAuthentication clients;
  private final Map<GrantType, Grant> grants;

  /**
   * The endpoint.
   *
   * @throws IllegalArgumentException if a grant type has no grant: the metadata promises all of
   *     them
   */
  public TokenEndpoint(ClientAuthentication clients, Map<GrantType, Grant> grants) {
    if (grants.size() != GrantType.values().length) {
      throw new IllegalArgumentException("grants: " + grants.size() + " (expected: every type)");
    }
    this.clients = clients;
    this.grants = new EnumMap<>(grants);
  }

  @Override
  public Answer answer(Request request) {
    Form form = request.form().requireOnce(Target.REPEATABLE);
    GrantType type =
        GrantType.of(form.required("grant_type"))
            .orElseThrow(() -> new OAuthRefusal(ErrorCode.UNSUPPORTED_GRANT_TYPE));
    OAuthClient client = clients.authenticate(request, form);
    Grant grant = grants.get(type);
    if (grant == null) {
      throw new OAuthRefusal(ErrorCode.UNSUPPORTED_GRANT_TYPE);
    }
    return clients.guarded(
        request,
        client,
        () -> grant.grant(client, form, shown(request), request.caller().correlationId()));
  }

  private static ShownProof shown(Request request) {
    try {
      return new ShownProof(
          request.headers().getOrDefault("dpop", List.of()).stream().map(DpopProof::of).toList(),
          Optional.empty(),
          request.method(),
          request.path());
    } catch (IllegalArgumentException e) {
      throw new OAuthRefusal(ErrorCode.INVALID_DPOP_PROOF);
    }
  }
}

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
import dev.locum.authservice.store.Moment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /oauth/token} (RFC 6749 §3.2): reads the form, authenticates the client, hands over to the
 * grant.
 */
public final class TokenEndpoint implements Endpoint {

  private final ClientAuthentication clients;
  private final Map<GrantType, Grant> grants;
  private final Supplier<Optional<String>> nonces;

  /**
   * The endpoint.
   *
   * @param nonces answers the nonce that the next proof has to have; empty: none is asked for
   * @throws IllegalArgumentException if a grant type has no grant: the metadata promises all of
   *     them
   */
  public TokenEndpoint(
      ClientAuthentication clients,
      Map<GrantType, Grant> grants,
      Supplier<Optional<String>> nonces) {
    if (grants.size() != GrantType.values().length) {
      throw new IllegalArgumentException("grants: " + grants.size() + " (expected: every type)");
    }
    this.clients = clients;
    this.grants = new EnumMap<>(grants);
    this.nonces = nonces;
  }

  @Override
  public Answer answer(Request request) {
    return Moment.presuming(() -> issued(request));
  }

  private Answer issued(Request request) {
    Form form = request.form().requireOnce(Target.REPEATABLE);
    GrantType type =
        GrantType.of(form.required("grant_type"))
            .orElseThrow(() -> new OAuthRefusal(ErrorCode.UNSUPPORTED_GRANT_TYPE));
    OAuthClient client = clients.authenticate(request, form);
    Grant grant = grants.get(type);
    if (grant == null) {
      throw new OAuthRefusal(ErrorCode.UNSUPPORTED_GRANT_TYPE);
    }
    ShownProof shown = request.proof();
    clients.requireBindable(request, client, shown);
    return clients.guarded(request, client, () -> granted(grant, client, form, shown, request));
  }

  /**
   * Whoever shows a proof is told what its next one has to have (RFC 9449 §8, §8.2). Who was
   * refused for something else is not: another nonce would not help (DP-5).
   */
  private Answer granted(
      Grant grant, OAuthClient client, Form form, ShownProof shown, Request request) {
    String correlationId = request.caller().correlationId();
    Optional<String> next = shown.proofs().isEmpty() ? Optional.empty() : nonces.get();
    if (next.isEmpty()) {
      return grant.grant(client, form, shown, correlationId);
    }
    Answer answer;
    try {
      answer = grant.grant(client, form, shown, correlationId);
    } catch (OAuthRefusal refusal) {
      if (refusal.code() != ErrorCode.USE_DPOP_NONCE) {
        throw refusal;
      }
      answer = Answer.error(refusal.code());
    }
    return answer.with("DPoP-Nonce", next.get());
  }
}

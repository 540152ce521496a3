package dev.locum.authservice.oauth.authorize;

import dev.locum.authservice.authorization.AuthorizationRequest;
import dev.locum.authservice.authorization.PkceChallenge;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.oauth.grant.Target;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.session.UserAudiences;
import dev.locum.token.Audience;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an authorization request whose way back is proven. */
final class RequestParameters {

  private static final int MAX_NONCE = 255;

  /** OpenID Connect Core §6: parameters that would change the meaning of the others. */
  private static final Map<String, ErrorCode> NOT_SUPPORTED =
      Map.of(
          "request", ErrorCode.REQUEST_NOT_SUPPORTED,
          "request_uri", ErrorCode.REQUEST_URI_NOT_SUPPORTED,
          "registration", ErrorCode.REGISTRATION_NOT_SUPPORTED);

  private RequestParameters() {}

  /**
   * The request.
   *
   * @throws OAuthRefusal with the error for the client
   */
  static AuthorizationRequest read(ProvenDestinations.Proven proven, UserAudiences audiences) {
    Form parameters = proven.parameters();
    NOT_SUPPORTED.forEach((name, code) -> {
      if (parameters.optional(name).isPresent()) {
        throw new OAuthRefusal(code);
      }
    });
    if (!parameters.required("response_type").equals("code")) {
      throw new OAuthRefusal(ErrorCode.UNSUPPORTED_RESPONSE_TYPE);
    }
    if (parameters.optional("response_mode").filter(mode -> !mode.equals("query")).isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    PkceChallenge challenge = challenge(parameters);
    Set<Scope> scopes = scopes(parameters, proven.destination());
    Optional<Audience> audience = Target.of(parameters);
    if (audience.filter(named -> !audiences.allow(scopes, named)).isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_TARGET);
    }
    Optional<String> nonce = parameters.optional("nonce");
    if (nonce.filter(text -> text.length() > MAX_NONCE).isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return new AuthorizationRequest(
        proven.destination().client(),
        proven.destination().redirectUri(),
        challenge,
        scopes,
        audience,
        nonce);
  }

  /** RFC 7636 §4.3: an absent method would mean {@code plain}, which protects nothing (SB-1). */
  private static PkceChallenge challenge(Form parameters) {
    if (!parameters.required("code_challenge_method").equals("S256")) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    try {
      return new PkceChallenge(parameters.required("code_challenge"));
    } catch (IllegalArgumentException e) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
  }

  /** An absent scope is none, and so refused. */
  private static Set<Scope> scopes(Form parameters, Destination destination) {
    return Scope.parse(parameters.optional("scope").orElse(""))
        .filter(destination.client().rules().scopes()::containsAll)
        .orElseThrow(() -> new OAuthRefusal(ErrorCode.INVALID_SCOPE));
  }
}

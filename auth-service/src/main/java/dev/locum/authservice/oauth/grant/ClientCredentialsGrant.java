package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.workload.Workload;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * A workload gets a service token (RFC 6749 §4.4); without a target, one for the auth service
 * itself.
 */
public final class ClientCredentialsGrant implements Grant {

  private final Authority authority;
  private final Issuer issuer;

  public ClientCredentialsGrant(Authority authority, Issuer issuer) {
    this.authority = authority;
    this.issuer = issuer;
  }

  @Override
  public Answer grant(OAuthClient client, Form form, ShownProof shown, String correlationId) {
    Workload workload = client.requireWorkload();
    if (form.optional("scope").isPresent()) {
      // A service token says who calls and permits nothing, so whatever is asked for exceeds it.
      throw new OAuthRefusal(ErrorCode.INVALID_SCOPE);
    }
    Audience audience = Target.of(form).orElseGet(() -> new Audience(issuer.value()));
    try {
      IssuedToken token = authority.issueServiceToken(workload, audience, correlationId);
      return TokenAnswers.bearer(token);
    } catch (DenialException denial) {
      throw new OAuthRefusal(toErrorCode(denial.reason()));
    }
  }

  /** Which audiences exist, and which of them are somebody else's, look alike. */
  private static ErrorCode toErrorCode(DenialReason reason) {
    ErrorCode code = Denials.toErrorCode(reason);
    return code == ErrorCode.UNAUTHORIZED_CLIENT || code == ErrorCode.INVALID_REQUEST
        ? ErrorCode.INVALID_TARGET
        : code;
  }
}

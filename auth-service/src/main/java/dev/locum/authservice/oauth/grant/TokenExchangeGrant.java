package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.authority.DelegationRequest;
import dev.locum.authservice.oauth.authority.ExchangeRequest;
import dev.locum.authservice.oauth.authority.Issued;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.workload.Workload;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import java.util.Map;

/**
 * Token exchange (RFC 8693) in two forms and no others: a user's access token for a delegation
 * token (an OAuth Transaction Token request, TT-3), and a delegation token for a downstream token.
 * The authenticated client is the actor; an {@code actor_token}, if one is shown, must prove that
 * same client.
 */
public final class TokenExchangeGrant implements Grant {

  private final Authority authority;
  private final TokenVerifier verifier;
  private final Issuer issuer;
  private final Audience trustDomain;

  /**
   * The grant.
   *
   * @param verifier verifies actor tokens
   * @param trustDomain the audience of delegation tokens
   */
  public TokenExchangeGrant(
      Authority authority, TokenVerifier verifier, Issuer issuer, Audience trustDomain) {
    this.authority = authority;
    this.verifier = verifier;
    this.issuer = issuer;
    this.trustDomain = trustDomain;
  }

  @Override
  public Answer grant(OAuthClient client, Form form, ShownProof shown, String correlationId) {
    Workload workload = client.requireWorkload();
    ExchangeParameters parameters = ExchangeParameters.of(form);
    parameters.actor().ifPresent(actor -> requireActor(actor, workload.id()));
    try {
      return switch (parameters.subjectType()) {
        case TokenType.ACCESS_TOKEN, TokenType.JWT ->
            delegation(workload, parameters, form, correlationId);
        case TokenType.TRANSACTION_TOKEN -> downstream(workload, parameters, shown, correlationId);
        // Also refresh tokens (TT-4), and every type that we do not issue.
        default -> throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
      };
    } catch (DenialException denial) {
      throw new OAuthRefusal(Denials.toErrorCode(denial.reason()));
    }
  }

  private Answer delegation(
      Workload trigger, ExchangeParameters parameters, Form form, String correlationId) {
    requireType(parameters, TokenType.TRANSACTION_TOKEN);
    Audience audience =
        parameters.target().orElseThrow(() -> new OAuthRefusal(ErrorCode.INVALID_REQUEST));
    if (!audience.equals(trustDomain)) {
      throw new OAuthRefusal(ErrorCode.INVALID_TARGET);
    }
    DelegationRequest request =
        new DelegationRequest(
            parameters.subject(), parameters.scope(), RequestDetails.of(form, parameters.scope()));
    Issued issued = authority.issueDelegation(trigger, request, correlationId);
    return answer(issued, TokenType.TRANSACTION_TOKEN, "N_A");
  }

  private Answer downstream(
      Workload worker, ExchangeParameters parameters, ShownProof shown, String correlationId) {
    requireType(parameters, TokenType.ACCESS_TOKEN);
    Audience target =
        parameters.target().orElseThrow(() -> new OAuthRefusal(ErrorCode.INVALID_TARGET));
    ExchangeRequest request =
        new ExchangeRequest(parameters.subject(), target.value(), parameters.scope(), shown);
    Issued issued = authority.exchange(worker, request, correlationId);
    return answer(issued, TokenType.ACCESS_TOKEN, issued.token().scheme());
  }

  /**
   * There is one type for each kind of subject, which is what an absent one means: an access token
   * is never exchanged for another's (TX-7).
   */
  private static void requireType(ExchangeParameters parameters, String only) {
    if (parameters.requestedType().filter(type -> !type.equals(only)).isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
  }

  /**
   * TX-4: an actor token that does not count is {@code invalid_request}, and so is another's
   * (TX-10).
   */
  private void requireActor(ExchangeParameters.ActorParameter actor, WorkloadId client) {
    boolean isOurs =
        actor.type().equals(TokenType.ACCESS_TOKEN) || actor.type().equals(TokenType.JWT);
    Verification<VerifiedServiceToken> verification =
        verifier.verifyServiceToken(actor.token(), new Audience(issuer.value()));
    boolean isClient =
        verification instanceof Verification.Verified<VerifiedServiceToken> verified
            && verified.token().claims().workload().equals(client);
    if (!isOurs || !isClient) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
  }

  private static Answer answer(Issued issued, String issuedType, String tokenType) {
    Map<String, Object> members = TokenAnswers.members(issued.token(), tokenType);
    members.put("issued_token_type", issuedType);
    members.put("scope", issued.actions().toScope());
    return Answer.json(200, members);
  }
}

package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.authorization.AuthorizationCodes;
import dev.locum.authservice.authorization.CodeRedemption;
import dev.locum.authservice.authorization.Redeemed;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.user.Requester;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/**
 * A client redeems an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5). The redirect URI is
 * required, as RFC 6749 asks where the request named one; ours always do.
 */
public final class AuthorizationCodeGrant implements Grant {

  private final AuthorizationCodes codes;
  private final IdTokens idTokens;
  private final SenderProofs proofs;

  public AuthorizationCodeGrant(AuthorizationCodes codes, IdTokens idTokens, SenderProofs proofs) {
    this.codes = codes;
    this.proofs = proofs;
    this.idTokens = idTokens;
  }

  @Override
  public Answer grant(OAuthClient client, Form form, ShownProof shown, String correlationId) {
    CodeRedemption redemption =
        new CodeRedemption(
            OpaqueToken.shown(OpaqueToken.Kind.AUTHORIZATION_CODE, form.required("code")),
            client.requireRegistered(UserGrant.AUTHORIZATION_CODE),
            form.required("redirect_uri"),
            form.required("code_verifier"),
            Target.of(form),
            proofs.key(shown),
            client.binding(shown));
    return switch (codes.redeem(redemption, Requester.user(correlationId))) {
      case Verification.Verified<Redeemed> redeemed ->
          TokenAnswers.session(redeemed.token().session(), idToken(redeemed.token()));
      case Verification.Rejected<Redeemed> rejected ->
          throw new OAuthRefusal(toErrorCode(rejected.rejection().reason()));
    };
  }

  /** RFC 8707 §2: a target that was not granted has an error of its own, and the code goes on. */
  private static ErrorCode toErrorCode(DenialReason reason) {
    if (reason.publicReason().isUndecided()) {
      return ErrorCode.TEMPORARILY_UNAVAILABLE;
    }
    if (Denials.isAboutProof(reason)) {
      return Denials.toErrorCode(reason);
    }
    return reason == DenialReason.CALLER_NOT_ALLOWED
        ? ErrorCode.INVALID_TARGET
        : ErrorCode.INVALID_GRANT;
  }

  private Optional<RawToken> idToken(Redeemed redeemed) {
    return idTokens.issue(
        redeemed.session().session(), redeemed.nonce(), redeemed.authenticatedAt());
  }
}

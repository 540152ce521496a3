package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import java.util.Optional;

/**
 * The parameters of a token exchange (RFC 8693 §2.1), whole and well formed.
 *
 * @param subject {@code subject_token}
 * @param subjectType {@code subject_token_type}
 * @param actor {@code actor_token}, with its type
 * @param requestedType {@code requested_token_type}
 * @param target {@code audience} or {@code resource}
 * @param scope {@code scope}: at least one action
 */
record ExchangeParameters(
    RawToken subject,
    String subjectType,
    Optional<ActorParameter> actor,
    Optional<String> requestedType,
    Optional<Audience> target,
    ActionSet scope) {

  /** {@code actor_token} and {@code actor_token_type}. */
  record ActorParameter(RawToken token, String type) {}

  /**
   * Reads the form.
   *
   * @throws OAuthRefusal {@code invalid_request}, {@code invalid_target} or {@code invalid_scope}
   */
  static ExchangeParameters of(Form form) {
    RawToken subject = token(form.required("subject_token"));
    String subjectType = form.required("subject_token_type");
    return new ExchangeParameters(
        subject,
        subjectType,
        actor(form),
        form.optional("requested_token_type"),
        Target.of(form),
        scope(form));
  }

  private static Optional<ActorParameter> actor(Form form) {
    Optional<String> token = form.optional("actor_token");
    Optional<String> type = form.optional("actor_token_type");
    if (token.isPresent() != type.isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return token.map(text -> new ActorParameter(token(text), type.orElseThrow()));
  }

  /** An absent scope must not mean all of it (TT-7). */
  private static ActionSet scope(Form form) {
    try {
      ActionSet scope = ActionSet.parse(form.optional("scope").orElse(""));
      if (!scope.isEmpty()) {
        return scope;
      }
    } catch (IllegalArgumentException e) {
      // Refused below: what was wrong with it is nobody's business.
    }
    throw new OAuthRefusal(ErrorCode.INVALID_SCOPE);
  }

  private static RawToken token(String text) {
    if (text.length() > RawToken.MAX_LENGTH) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return RawToken.of(text);
  }
}

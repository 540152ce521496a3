package dev.locum.authservice.oauth.authorize;

import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the client wants of the dialogue (OpenID Connect Core §3.1.2.1).
 *
 * @param isSilent {@code none}: no page may be shown
 * @param isLogin {@code login} or {@code select_account}: the password again
 * @param isConsent {@code consent}: ask, even for a client that users are not asked about
 * @param maxAge how long ago the password may have been typed; absent: as long as the login lives
 */
record Prompt(boolean isSilent, boolean isLogin, boolean isConsent, Optional<Duration> maxAge) {

  private static final Set<String> KNOWN = Set.of("none", "login", "consent", "select_account");

  /**
   * Reads it.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is malformed or contradicts itself
   */
  static Prompt of(Form request) {
    List<String> values =
        request.optional("prompt").map(text -> List.of(text.split(" ", -1))).orElse(List.of());
    boolean isSilent = values.contains("none");
    if (!KNOWN.containsAll(values) || (isSilent && values.size() > 1)) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return new Prompt(
        isSilent,
        values.contains("login") || values.contains("select_account"),
        values.contains("consent"),
        request.optional("max_age").map(Prompt::seconds));
  }

  /** Whether a login of that time is too old for it. */
  boolean isTooOld(Instant authenticatedAt, Instant now) {
    return maxAge.filter(most -> authenticatedAt.plus(most).isBefore(now)).isPresent();
  }

  /** How long ago a login that is made for it may have been; absent: as long as may be. */
  Optional<Duration> loginAge() {
    return isLogin ? Optional.of(Duration.ZERO) : maxAge;
  }

  private static Duration seconds(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}

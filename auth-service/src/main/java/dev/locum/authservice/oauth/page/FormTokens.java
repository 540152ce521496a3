package dev.locum.authservice.oauth.page;

import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * Ties a form to the browser that got it. The token is a hash of the browser's cookie, which other
 * sites can neither read nor set, so none of them can make a form that counts; and no state is
 * kept.
 */
final class FormTokens {

  static final String PARAMETER = "form_token";

  private FormTokens() {}

  /** The token that belongs to a cookie's value. */
  static String of(String cookie) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(("locum-form:" + cookie).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: absent (expected: in every Java platform)", e);
    }
  }

  /** Whether a form was sent from a page of ours in the browser that has this cookie. */
  static boolean isOurs(Request request, Form form, Optional<String> cookie) {
    boolean isSameSite =
        request
            .header("sec-fetch-site")
            .filter(site -> !site.equals("same-origin") && !site.equals("none"))
            .isEmpty();
    String shown = form.optional(PARAMETER).orElse("");
    return isSameSite
        && cookie
            .filter(value ->
                MessageDigest.isEqual(
                    of(value).getBytes(StandardCharsets.UTF_8),
                    shown.getBytes(StandardCharsets.UTF_8)))
            .isPresent();
  }
}

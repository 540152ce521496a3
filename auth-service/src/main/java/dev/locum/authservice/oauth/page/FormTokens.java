package dev.locum.authservice.oauth.page;

import dev.locum.authservice.digest.Sha256;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
    return Sha256.base64Url("locum-form:" + cookie);
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

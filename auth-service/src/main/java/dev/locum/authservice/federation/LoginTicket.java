package dev.locum.authservice.federation;

import dev.locum.authservice.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A login that was begun in a browser and has not come back yet. It is kept by that browser alone,
 * in a cookie; {@code state}, {@code nonce} and the PKCE verifier are derived from the cookie's 256
 * random bits.
 *
 * <p><b>Security guarantees</b>: who has not the cookie can make none of the three, so a response
 * counts only in the browser that asked for it, and a code that was stolen cannot be redeemed.
 * Nothing is kept here, so beginning logins fills no table, and any replica finishes any login.
 * That a {@code state} counts once is for the store to see ({@link Federation}).
 *
 * <p>The cookie needs no signature: whoever writes one of their own can log in as themselves with
 * it, and no more; over TLS its name keeps other hosts from planting one.
 */
final class LoginTicket {

  static final Duration LIFE = Duration.ofMinutes(10);

  private static final int RANDOM_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "v1\\.([a-z][a-z0-9-]{0,19})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]*)");

  /** The longest authorization request that still fits into a cookie. */
  private static final int MAX_CONTINUATION = 2_800;

  private final String cookie;
  private final String provider;
  private final Instant expiresAt;
  private final String continuation;

  private LoginTicket(String cookie, String provider, Instant expiresAt, String continuation) {
    this.cookie = cookie;
    this.provider = provider;
    this.expiresAt = expiresAt;
    this.continuation = continuation;
  }

  /** A fresh one; empty if the continuation is too long. */
  static Optional<LoginTicket> begin(
      String provider, String continuation, Instant now, SecureRandom random) {
    if (continuation.length() > MAX_CONTINUATION) {
      return Optional.empty();
    }
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    return parse(
        "v1."
            + provider
            + "."
            + now.plus(LIFE).getEpochSecond()
            + "."
            + encode(secret)
            + "."
            + encode(continuation.getBytes(StandardCharsets.UTF_8)));
  }

  /** What a browser shows; empty if it has not the form. */
  static Optional<LoginTicket> parse(String cookie) {
    Matcher form = FORM.matcher(cookie);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      byte[] continuation = Base64.getUrlDecoder().decode(form.group(4));
      return Optional.of(
          new LoginTicket(
              cookie,
              form.group(1),
              Instant.ofEpochSecond(Long.parseLong(form.group(2))),
              new String(continuation, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether it is of this provider, not too old, and no older than it could be. */
  boolean counts(String asked, Instant now) {
    return provider.equals(asked)
        && now.isBefore(expiresAt)
        && !expiresAt.isAfter(now.plus(LIFE).plusSeconds(5));
  }

  /** The secret that the browser keeps. */
  String cookie() {
    return cookie;
  }

  /** The authorization request with which it goes on; may be empty. */
  String continuation() {
    return continuation;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  String state() {
    return derived("state");
  }

  String nonce() {
    return derived("nonce");
  }

  String codeVerifier() {
    return derived("code-verifier");
  }

  /** The challenge of the verifier (RFC 7636 §4.2). */
  String codeChallenge() {
    return Sha256.base64Url(codeVerifier());
  }

  private String derived(String purpose) {
    return Sha256.base64Url("locum-external-login:" + purpose + ":" + cookie);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "LoginTicket[" + provider + ", redacted]";
  }
}

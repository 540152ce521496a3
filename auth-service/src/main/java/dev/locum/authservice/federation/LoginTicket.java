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
          "v2\\.(?<provider>[a-z][a-z0-9-]{0,19})\\.(?<until>[0-9]{1,12})\\.(?<age>[0-9]{0,9})"
              + "\\.[A-Za-z0-9_-]{43}\\.(?<continuation>[A-Za-z0-9_-]*)");

  /** The longest authorization request that still fits into a cookie. */
  private static final int MAX_CONTINUATION = 2_800;

  private final String cookie;
  private final Asked asked;
  private final Instant expiresAt;
  private final String continuation;

  private LoginTicket(String cookie, Asked asked, Instant expiresAt, String continuation) {
    this.cookie = cookie;
    this.asked = asked;
    this.expiresAt = expiresAt;
    this.continuation = continuation;
  }

  /**
   * What was asked for.
   *
   * @param provider at which provider
   * @param maxAge how long ago the user may have logged in there; absent: that was not asked
   */
  record Asked(String provider, Optional<Duration> maxAge) {}

  /** A fresh one; empty if the continuation is too long. */
  static Optional<LoginTicket> begin(
      Asked asked, String continuation, Instant now, SecureRandom random) {
    if (continuation.length() > MAX_CONTINUATION) {
      return Optional.empty();
    }
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    return parse(
        "v2."
            + asked.provider()
            + "."
            + now.plus(LIFE).getEpochSecond()
            + "."
            + asked.maxAge().map(age -> String.valueOf(age.toSeconds())).orElse("")
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
      byte[] continuation = Base64.getUrlDecoder().decode(form.group("continuation"));
      return Optional.of(
          new LoginTicket(
              cookie,
              new Asked(form.group("provider"), age(form.group("age"))),
              Instant.ofEpochSecond(Long.parseLong(form.group("until"))),
              new String(continuation, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> age(String seconds) {
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /** Whether it is of this provider, not too old, and no older than it could be. */
  boolean counts(String provider, Instant now) {
    return asked.provider().equals(provider)
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

  /** How long ago the user may have logged in at the provider; absent: that was not asked. */
  Optional<Duration> maxAge() {
    return asked.maxAge();
  }

  /** Since when the user must have logged in at the provider; absent: that was not asked. */
  Optional<Instant> authenticatedSince() {
    return asked.maxAge().map(age -> expiresAt.minus(LIFE).minus(age));
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
    return "LoginTicket[" + asked.provider() + ", redacted]";
  }
}

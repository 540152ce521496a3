package dev.locum.authservice.federation;

import dev.locum.token.Subject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser keeps of a login at a provider, so that it can be logged out there. It opens
 * nothing; whoever reads it is told nothing of it.
 *
 * @param provider its id here
 * @param subject who they are here
 * @param idToken with which the provider told who they are; empty: too long to be kept
 */
public record ProviderLogin(String provider, String subject, String idToken) {

  /** A cookie of 4,096 octets is kept by every browser (RFC 6265 §6.1). */
  private static final int MAX_ID_TOKEN = 3_000;

  private static final Pattern COOKIE =
      Pattern.compile("([a-z][a-z0-9-]{0,19})~([A-Za-z0-9_-]{1,128})~([A-Za-z0-9._-]{0,3000})");

  static ProviderLogin of(String provider, Subject subject, String idToken) {
    return new ProviderLogin(
        provider, subject.value(), idToken.length() > MAX_ID_TOKEN ? "" : idToken);
  }

  /** The value of the cookie. */
  public String cookie() {
    return provider + "~" + subject + "~" + idToken;
  }

  /** What a cookie says, which is a browser's word; empty if it says nothing. */
  public static Optional<ProviderLogin> parse(String cookie) {
    Matcher read = COOKIE.matcher(cookie);
    return read.matches()
        ? Optional.of(new ProviderLogin(read.group(1), read.group(2), read.group(3)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "ProviderLogin[" + provider + "]";
  }
}

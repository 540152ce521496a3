package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.token.Audience;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * For whom a token is asked: {@code audience} and {@code resource} (RFC 8693 §2.1, RFC 8707 §2).
 * Our tokens have one audience, so a request that names two different ones fails: it must not get a
 * token for one of them (TX-5).
 */
public final class Target {

  /** RFC 8693 §2.1 and RFC 8707 §2 let these parameters occur more than once. */
  public static final Set<String> REPEATABLE = Set.of("audience", "resource");

  private Target() {}

  /**
   * The one target; empty if none is named.
   *
   * @throws OAuthRefusal {@code invalid_target} if two are named or one is malformed
   */
  public static Optional<Audience> of(Form form) {
    Set<String> targets = new LinkedHashSet<>(form.all("audience"));
    for (String resource : form.all("resource")) {
      requireAbsolute(resource);
      targets.add(resource);
    }
    if (targets.size() > 1) {
      throw refused();
    }
    return targets.stream().findFirst().map(Target::audience);
  }

  private static Audience audience(String target) {
    try {
      return new Audience(target);
    } catch (IllegalArgumentException e) {
      throw refused();
    }
  }

  private static void requireAbsolute(String resource) {
    try {
      URI uri = new URI(resource);
      if (!uri.isAbsolute() || uri.getRawFragment() != null) {
        throw refused();
      }
    } catch (URISyntaxException e) {
      throw refused();
    }
  }

  private static OAuthRefusal refused() {
    return new OAuthRefusal(ErrorCode.INVALID_TARGET);
  }
}

package dev.locum.authservice.oauth.page;

import java.net.URI;

/** Where a form leads in the end, in the form of {@code form-action} (CSP 3 §6.1.15). */
public final class FormTarget {

  private FormTarget() {}

  /** The origin of a URI, or its scheme where it has none: browsers ask it of redirects, too. */
  public static String of(String redirectUri) {
    URI uri = URI.create(redirectUri);
    boolean isHost = uri.getHost() != null && !uri.getHost().startsWith("[");
    return isHost ? uri.getScheme() + "://" + uri.getRawAuthority() : uri.getScheme() + ":";
  }
}

package dev.locum.grpcauthz.trust;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads Envoy's {@code x-forwarded-client-cert}: {@code key=value} pairs joined by semicolons, one
 * element for each proxy, joined by commas; values may be quoted.
 */
final class ForwardedClientCert {

  static final String HEADER = "x-forwarded-client-cert";

  /** Bounds what is parsed; an element with a whole certificate in it takes less. */
  private static final int MAX_LENGTH = 8 * 1024;

  private ForwardedClientCert() {}

  /**
   * The one {@code URI} of the one element.
   *
   * @throws DenialException if it is anything else
   */
  static String uriOf(String value) {
    if (value.length() > MAX_LENGTH) {
      throw refused("too long");
    }
    List<String> uris = new ArrayList<>();
    for (String pair : pairs(value)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw refused("not pairs");
      }
      if (pair.substring(0, equals).toLowerCase(Locale.ROOT).equals("uri")) {
        uris.add(pair.substring(equals + 1));
      }
    }
    if (uris.size() != 1) {
      throw refused(uris.size() + " URIs (expected: one)");
    }
    return uris.get(0);
  }

  private static List<String> pairs(String value) {
    List<String> pairs = new ArrayList<>();
    StringBuilder pair = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\') {
        throw refused("escapes");
      } else if (c == ',' && !quoted) {
        throw refused("several elements (expected: one)");
      } else if (c == ';' && !quoted) {
        pairs.add(pair.toString());
        pair.setLength(0);
      } else {
        pair.append(c);
      }
    }
    if (quoted) {
      throw refused("open quote");
    }
    pairs.add(pair.toString());
    return pairs;
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.CREDENTIAL_UNKNOWN, HEADER + ": " + detail);
  }
}

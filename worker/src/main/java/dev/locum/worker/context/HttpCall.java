package dev.locum.worker.context;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A request to a downstream.
 *
 * @param method an upper-case method name
 * @param path the path, from {@code /}, without scheme, host or fragment; a query is allowed
 * @param contentType of the body; ignored when the body is empty
 * @param body text, may be empty; sent as UTF-8
 */
public record HttpCall(String method, String path, String contentType, String body) {

  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9\\-._~%!$&'()*+,;=:@/?]*");
  private static final String JSON = "application/json";

  /**
   * Checks the form: what is authorized is what is sent, so nothing is left to be normalised.
   *
   * @throws IllegalArgumentException if the method or path has another form, or the path has an
   *     empty or dot segment, or encodes a slash or dot
   */
  public HttpCall {
    if (!METHOD.matcher(method).matches()) {
      throw new IllegalArgumentException(
          "method: another form (expected: " + METHOD.pattern() + ")");
    }
    if (!PATH.matcher(path).matches() || !isNormal(path)) {
      throw new IllegalArgumentException("path: another form (expected: normal, from /)");
    }
  }

  /** A request without a body. */
  public static HttpCall get(String path) {
    return new HttpCall("GET", path, JSON, "");
  }

  /** A request with a JSON body. */
  public static HttpCall post(String path, String json) {
    return new HttpCall("POST", path, JSON, json);
  }

  /** The path without its query. */
  public String pathOnly() {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static boolean isNormal(String path) {
    int query = path.indexOf('?');
    String only = query < 0 ? path : path.substring(0, query);
    String lower = only.toLowerCase(Locale.ROOT);
    return !only.contains("//")
        && !(only + "/").contains("/./")
        && !(only + "/").contains("/../")
        && !lower.contains("%2f")
        && !lower.contains("%2e")
        && !lower.contains("%5c");
  }
}

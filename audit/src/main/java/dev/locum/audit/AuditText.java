package dev.locum.audit;

import java.util.regex.Pattern;

/** What free or foreign text must go through before it becomes part of an event. */
final class AuditText {

  /**
   * Bounds what a hostile request can make the trail store; Temporal's own ids end at 1,000
   * characters.
   */
  static final int MAX_LENGTH = 1_024;

  /**
   * A compact JWS or JWE (RFC 7515 §7.1): its header is a JSON object, so it starts with {@code
   * eyJ}.
   */
  private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){1,4}");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private AuditText() {}

  /** Cuts the text to its bound; an event is kept even if one of its names is absurd. */
  static String bounded(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
  }

  /**
   * Takes out control characters and whatever looks like a token, and cuts the text to {@code max}.
   */
  static String safe(String text, int max) {
    String safe = printable(text);
    if (safe.contains("eyJ")) {
      safe = TOKEN.matcher(safe).replaceAll("[token]");
    }
    return safe.length() <= max ? safe : safe.substring(0, max - 1) + "…";
  }

  /** Without control characters; nearly every text has none, and then it is not copied. */
  private static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        return CONTROL.matcher(text).replaceAll(" ");
      }
    }
    return text;
  }

  private static boolean isControl(char c) {
    return c < 0x20 || c == 0x7f;
  }
}

package dev.locum.authservice.oauth.page;

import dev.locum.authservice.digest.Sha256;
import dev.locum.authservice.oauth.message.Answer;
import java.util.Base64;

/** Pages: one frame, strict headers. Whatever is put into a page goes through {@link #escape}. */
final class Html {

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:1rem/1.5 system-ui,sans-serif;margin:10vh auto;max-width:22rem;padding:0 1rem}
      h1{font-size:1.3rem}label{display:block;margin:.8rem 0}
      input{box-sizing:border-box;font:inherit;padding:.5rem;width:100%}
      button{font:inherit;margin:.8rem .5rem 0 0;padding:.5rem 1.2rem}
      .code{font:1.6rem monospace;letter-spacing:.15em}.refused{border-left:.3rem solid #b00;padding-left:.6rem}
      """;

  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(Sha256.of(STYLE))
          + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  private Html() {}

  /** A page with that title and content; both are HTML already. Its forms lead to us. */
  static Answer page(int status, String title, String content) {
    return page(status, title, content, "");
  }

  /**
   * The same, where a form leads to us and from there to another place.
   *
   * @param formTarget the place, as a source of {@code form-action}; empty: none
   */
  static Answer page(int status, String title, String content, String formTarget) {
    String policy = formTarget.isEmpty() ? POLICY : POLICY + " " + formTarget;
    String page =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
            + title
            + " - Locum</title>\n<style>"
            + STYLE
            + "</style>\n</head>\n<body>\n<main>\n<h1>"
            + title
            + "</h1>\n"
            + content
            + "</main>\n</body>\n</html>\n";
    return Answer.html(status, page)
        .with("Content-Security-Policy", policy)
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("X-Frame-Options", "DENY");
  }

  /** What went wrong, in a fixed sentence. */
  static String refusal(String sentence) {
    return "<p class=\"refused\" role=\"alert\">" + escape(sentence) + "</p>\n";
  }

  /** The start of a form, with the token that ties it to its browser. */
  static String form(String action, String token) {
    return "<form method=\"post\" action=\""
        + escape(action)
        + "\">\n<input type=\"hidden\" name=\""
        + FormTokens.PARAMETER
        + "\" value=\""
        + escape(token)
        + "\">\n";
  }

  /** A field that nobody sees. */
  static String hidden(String name, String value) {
    return "<input type=\"hidden\" name=\""
        + escape(name)
        + "\" value=\""
        + escape(value)
        + "\">\n";
  }

  /** Text as it may stand in content and in quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(character);
      }
    }
    return escaped.toString();
  }
}

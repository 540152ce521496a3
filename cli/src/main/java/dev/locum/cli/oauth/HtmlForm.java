package dev.locum.cli.oauth;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form on one of the auth service's own pages. This reads the pages that we write, not any HTML.
 *
 * @param action where it is sent
 * @param hidden its hidden fields
 */
record HtmlForm(URI action, Map<String, String> hidden) {

  private static final Pattern FORM =
      Pattern.compile(
          "<form method=\"post\" action=\"([^\"]{1,500})\">(.{0,20000}?)</form>", Pattern.DOTALL);
  private static final Pattern HIDDEN =
      Pattern.compile(
          "<input type=\"hidden\" name=\"([A-Za-z_]{1,50})\" value=\"([^\"]{0,2000})\">");

  /**
   * The first form of the page with this visible field; with an empty name, the last form without
   * any.
   */
  static Optional<HtmlForm> with(HttpAnswer page, String field) {
    Matcher forms = FORM.matcher(page.body());
    Optional<HtmlForm> found = Optional.empty();
    while (forms.find()) {
      String content = forms.group(2);
      if (!field.isEmpty() && content.contains("name=\"" + field + "\"")) {
        return Optional.of(of(page, forms.group(1), content));
      }
      if (field.isEmpty() && !content.contains("<label")) {
        found = Optional.of(of(page, forms.group(1), content));
      }
    }
    return found;
  }

  private static HtmlForm of(HttpAnswer page, String action, String content) {
    Map<String, String> hidden = new HashMap<>();
    Matcher fields = HIDDEN.matcher(content);
    while (fields.find()) {
      hidden.put(fields.group(1), unescape(fields.group(2)));
    }
    return new HtmlForm(page.from().resolve(unescape(action)), hidden);
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}

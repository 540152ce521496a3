package dev.locum.cli.oauth;

import dev.locum.cli.output.JsonText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP server answered.
 *
 * @param from whom
 * @param status the status
 * @param headers lower-case names
 * @param body at most 256 KiB
 */
public record HttpAnswer(URI from, int status, Map<String, List<String>> headers, String body) {

  public boolean isOk() {
    return status == 200;
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The members, if the body is a JSON object. */
  public Map<String, @Nullable Object> json() {
    return JsonText.parseObject(body).orElse(Map.of());
  }

  /** A member that is a text and not empty. */
  public Optional<String> text(String member) {
    return json().get(member) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A member that is a number. */
  public Optional<Long> number(String member) {
    return json().get(member) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  /** Shows the status only: the body may hold a token. */
  @Override
  public String toString() {
    return "HttpAnswer[" + status + "]";
  }
}

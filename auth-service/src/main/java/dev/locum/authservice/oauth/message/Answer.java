package dev.locum.authservice.oauth.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an endpoint answers. Nothing may be cached unless {@link #cacheable} says so.
 *
 * @param status the HTTP status
 * @param headers in order; a name may repeat
 * @param body may be empty
 */
public record Answer(int status, List<Map.Entry<String, String>> headers, String body) {

  private static final String CACHE_CONTROL = "Cache-Control";

  /** Copies the headers. */
  public Answer {
    headers = List.copyOf(headers);
  }

  /** An answer without content. */
  public static Answer empty(int status) {
    return new Answer(status, List.of(Map.entry(CACHE_CONTROL, "no-store")), "");
  }

  /** A JSON object. */
  public static Answer json(int status, Map<String, ?> members) {
    return new Answer(
        status,
        List.of(
            Map.entry("Content-Type", "application/json"),
            Map.entry(CACHE_CONTROL, "no-store"),
            Map.entry("Pragma", "no-cache")),
        Json.print(members));
  }

  /** A refusal as RFC 6749 §5.2 wants it. */
  public static Answer error(ErrorCode code) {
    Answer answer =
        json(code.status(), Map.of("error", code.code(), "error_description", code.sentence()));
    return code.status() == 503 || code.status() == 429 ? answer.with("Retry-After", "1") : answer;
  }

  /** A page. */
  public static Answer html(int status, String page) {
    return new Answer(
        status,
        List.of(
            Map.entry("Content-Type", "text/html; charset=utf-8"),
            Map.entry(CACHE_CONTROL, "no-store")),
        page);
  }

  /** A public JSON object that others may keep for a while. */
  public static Answer cacheable(String contentType, int seconds, Map<String, ?> members) {
    return cacheable(contentType, seconds, Json.print(members));
  }

  /** Public content that others may keep for a while. */
  public static Answer cacheable(String contentType, int seconds, String body) {
    return new Answer(
        200,
        List.of(
            Map.entry("Content-Type", contentType),
            Map.entry(CACHE_CONTROL, "public, max-age=" + seconds)),
        body);
  }

  /** Sends the browser somewhere else, by GET (RFC 9700 §4.12: never with what it has posted). */
  public static Answer seeOther(String location) {
    return empty(303).with("Location", location);
  }

  /** The same with one header more. */
  public Answer with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new Answer(status, more, body);
  }

  /** The body as it is sent. */
  public byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}

package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.digest.Sha256;
import dev.locum.authservice.oauth.authority.DelegationRequest;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.Json;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.token.ActionSet;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code request_details} of a Transaction Token request (TT-3): plain JSON, form-encoded.
 * Members: {@code route} and {@code idempotency_key}, required; {@code task_queue}; {@code
 * lifetime}, whole seconds; {@code input_digest}, lower-case hex SHA-256 of the input that the work
 * will get. Others are refused, since one that is misspelt must not silently mean nothing. {@code
 * request_context} must be a JSON object when it is there and decides nothing: the authority alone
 * decides what a token says (TT-8).
 */
final class RequestDetails {

  private static final Set<String> MEMBERS =
      Set.of("route", "idempotency_key", "task_queue", "lifetime", "input_digest");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,200}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");

  private RequestDetails() {}

  static DelegationRequest.Details of(Form form, ActionSet scope) {
    form.optional("request_context").ifPresent(RequestDetails::object);
    Map<String, Object> members = object(form.required("request_details"));
    if (!MEMBERS.containsAll(members.keySet())) {
      throw refused();
    }
    String route = required(members, "route", NAME);
    String key = required(members, "idempotency_key", KEY);
    Optional<String> queue = text(members, "task_queue", NAME);
    Optional<Duration> lifetime = lifetime(members);
    String input = text(members, "input_digest", DIGEST).orElse("");
    String digest =
        digest(
            route,
            scope.toScope(),
            queue.orElse(""),
            lifetime.map(Duration::toString).orElse(""),
            input);
    return new DelegationRequest.Details(route, key, digest, queue, lifetime);
  }

  private static Optional<Duration> lifetime(Map<String, Object> members) {
    Object value = members.get("lifetime");
    if (value == null && !members.containsKey("lifetime")) {
      return Optional.empty();
    }
    if (value instanceof Integer seconds && seconds > 0) {
      return Optional.of(Duration.ofSeconds(seconds));
    }
    throw refused();
  }

  private static String required(Map<String, Object> members, String name, Pattern form) {
    return text(members, name, form).orElseThrow(RequestDetails::refused);
  }

  private static Optional<String> text(Map<String, Object> members, String name, Pattern form) {
    if (!members.containsKey(name)) {
      return Optional.empty();
    }
    if (members.get(name) instanceof String text && form.matcher(text).matches()) {
      return Optional.of(text);
    }
    throw refused();
  }

  /** No part can hold a line feed, so no two different requests have the same text. */
  private static String digest(String... parts) {
    return HexFormat.of().formatHex(Sha256.of(String.join("\n", parts)));
  }

  private static Map<String, Object> object(String text) {
    return Json.parseObject(text).orElseThrow(RequestDetails::refused);
  }

  private static OAuthRefusal refused() {
    return new OAuthRefusal(ErrorCode.INVALID_REQUEST);
  }
}

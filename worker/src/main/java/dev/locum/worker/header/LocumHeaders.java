package dev.locum.worker.header;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.protobuf.ByteString;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Temporal headers of Locum, in clear of every payload codec, since the gateway must read them.
 *
 * <ul>
 *   <li>{@value #DELEGATION}: the delegation token, a JSON string;
 *   <li>{@value #PRINCIPAL}: <code>{"user":"…","tenant":"…"}</code>, exactly these two members.
 *   <li>{@value #RESCHEDULES}: {@code true}; on activities only.
 * </ul>
 *
 * <p>All are payloads with the one metadata entry {@code encoding = json/plain}. The first two are
 * put on start, activity, local activity, child, continue-as-new, signal, update and query.
 */
public final class LocumHeaders {

  /** Header of the delegation token. */
  public static final String DELEGATION = "locum-delegation";

  /** Header of the principal. */
  public static final String PRINCIPAL = "locum-principal";

  /**
   * Header that says that attempts of an activity are counted, and that its workflow schedules it
   * again when one did not begin. It grants nothing: whoever forges it changes how an activity of
   * their own fails.
   */
  public static final String RESCHEDULES = "locum-reschedules";

  private static final String ENCODING = "encoding";
  private static final ByteString JSON = ByteString.copyFromUtf8("json/plain");

  /** Bounds what is parsed of a header that anybody may have written; far above what we write. */
  private static final int MAX_PRINCIPAL_BYTES = 2 * 1024;

  private static final int MAX_TOKEN_BYTES = RawToken.MAX_LENGTH + 2;

  private static final JsonFactory JSON_FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2)
                  .maxStringLength(RawToken.MAX_LENGTH)
                  .build())
          .build();

  private static final Payload TRUE = payload("true");

  private LocumHeaders() {}

  /** The two headers, ready to be put on a request; the map is the caller's. */
  public static Map<String, Payload> encode(RawToken token, Principal principal) {
    Map<String, Payload> headers = new LinkedHashMap<>();
    headers.put(DELEGATION, payload(json(generator -> generator.writeString(token.reveal()))));
    headers.put(
        PRINCIPAL,
        payload(
            json(generator -> {
              generator.writeStartObject();
              generator.writeStringField("user", principal.userId());
              generator.writeStringField("tenant", principal.tenantId());
              generator.writeEndObject();
            })));
    return headers;
  }

  /**
   * Reads the two headers; other headers are ignored.
   *
   * @throws DenialException {@code CONTEXT_MISSING} if one is absent, {@code CONTEXT_FORGED} if one
   *     has another form than {@link #encode} writes
   */
  public static DelegationContext decode(Map<String, Payload> headers) {
    Payload token = present(headers, DELEGATION);
    Payload principal = present(headers, PRINCIPAL);
    try {
      return new DelegationContext(
          RawToken.of(tokenOf(content(token, MAX_TOKEN_BYTES))),
          parsePrincipal(content(principal, MAX_PRINCIPAL_BYTES)));
    } catch (IOException | IllegalArgumentException e) {
      throw new DenialException(DenialReason.CONTEXT_FORGED, "a header is malformed");
    }
  }

  /** The value of {@link #RESCHEDULES}. */
  public static Payload reschedules() {
    return TRUE;
  }

  /** Whether the headers say that the workflow schedules the activity again. */
  public static boolean reschedules(Map<String, Payload> headers) {
    return TRUE.equals(headers.get(RESCHEDULES));
  }

  private static Payload present(Map<String, Payload> headers, String name) {
    Payload payload = headers.get(name);
    if (payload == null) {
      throw new DenialException(DenialReason.CONTEXT_MISSING, "header " + name + " is absent");
    }
    return payload;
  }

  private static String content(Payload payload, int maxBytes) {
    if (!payload.getMetadataMap().keySet().equals(Set.of(ENCODING))
        || !JSON.equals(payload.getMetadataOrThrow(ENCODING))) {
      // An encrypted header ends here too: the gateway could not have read it.
      throw new IllegalArgumentException("header: another encoding (expected: json/plain)");
    }
    if (payload.getData().size() > maxBytes) {
      throw new IllegalArgumentException("header: too long (expected: " + maxBytes + " bytes)");
    }
    // A JSON parser on its own guesses the encoding and takes overlong octets; the gateway does
    // not.
    if (!payload.getData().isValidUtf8()) {
      throw new IllegalArgumentException("header: not UTF-8");
    }
    return payload.getData().toStringUtf8();
  }

  /** A token as we write it has nothing to unescape, and needs no parser. */
  private static String tokenOf(String json) throws IOException {
    int end = json.length() - 1;
    if (end < 1 || json.charAt(0) != '"' || json.charAt(end) != '"') {
      return parseString(json);
    }
    for (int i = 1; i < end; i++) {
      if (!isOfTokens(json.charAt(i))) {
        return parseString(json);
      }
    }
    return json.substring(1, end);
  }

  private static boolean isOfTokens(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private static String parseString(String json) throws IOException {
    try (JsonParser parser = JSON_FACTORY.createParser(json)) {
      String value = string(parser);
      requireEnd(parser);
      return value;
    }
  }

  private static Principal parsePrincipal(String json) throws IOException {
    try (JsonParser parser = JSON_FACTORY.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      @Nullable String user = null;
      @Nullable String tenant = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (name.equals("user")) {
          user = string(parser);
        } else if (name.equals("tenant")) {
          tenant = string(parser);
        } else {
          throw new IllegalArgumentException("principal: unknown member");
        }
      }
      requireEnd(parser);
      if (user == null || tenant == null) {
        throw new IllegalArgumentException("principal: a member is absent");
      }
      return new Principal(user, tenant);
    }
  }

  private static String string(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private static void requireEnd(JsonParser parser) throws IOException {
    require(parser.nextToken() == null);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("header: unexpected JSON");
    }
  }

  private static Payload payload(String json) {
    return Payload.newBuilder()
        .putMetadata(ENCODING, JSON)
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }

  private static String json(JsonWriting writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON_FACTORY.createGenerator(text)) {
      writing.writeTo(generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes one JSON value. */
  @FunctionalInterface
  private interface JsonWriting {
    void writeTo(JsonGenerator generator) throws IOException;
  }
}

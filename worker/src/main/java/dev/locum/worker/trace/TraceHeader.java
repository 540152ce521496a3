package dev.locum.worker.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Temporal header by which traces are joined: <code>{"traceparent":"…","tracestate":"…"}</code>
 * (W3C Trace Context) as {@code json/plain}, under the name and in the form that the tracing
 * interceptors of Temporal's SDKs use, so that workers of other languages join in.
 */
public final class TraceHeader {

  /** Name of the header. */
  public static final String NAME = "_tracer-data";

  /** More is no trace context: W3C asks for 512 characters of state. */
  private static final int MAX_BYTES = 2048;

  private static final String ENCODING = "encoding";
  private static final ByteString PLAIN = ByteString.copyFromUtf8("json/plain");
  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Map<String, String>> GETTER =
      (fields, name) -> fields == null ? null : fields.get(name);
  private static final JsonFactory JSON = new JsonFactory();

  private TraceHeader() {}

  /** The header for what this thread is doing; none if it is in no trace. */
  public static Map<String, Payload> ofCurrent() {
    return text(Context.current()).map(text -> Map.of(NAME, payload(text))).orElseGet(Map::of);
  }

  /** The span that a header names; none if it is absent or malformed. */
  static Context context(Map<String, Payload> headers) {
    Payload header = headers.get(NAME);
    if (header == null
        || header.getData().size() > MAX_BYTES
        || !PLAIN.equals(header.getMetadataMap().get(ENCODING))) {
      return Context.root();
    }
    return parse(header.getData().toStringUtf8());
  }

  /** The header as text; empty if there is no span in the context. */
  static Optional<String> text(Context context) {
    if (!Span.fromContext(context).getSpanContext().isValid()) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    W3C.inject(
        context,
        fields,
        (carrier, name, value) -> {
          if (carrier != null) {
            carrier.put(name, value);
          }
        });
    return Optional.of(json(fields));
  }

  static Payload payload(String text) {
    return Payload.newBuilder()
        .putMetadata(ENCODING, PLAIN)
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  private static Context parse(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Context.root();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          return Context.root();
        }
        fields.put(name, parser.getText());
      }
    } catch (IOException e) {
      return Context.root();
    }
    return W3C.extract(Context.root(), fields, GETTER);
  }

  private static String json(Map<String, String> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        generator.writeStringField(field.getKey(), field.getValue());
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}

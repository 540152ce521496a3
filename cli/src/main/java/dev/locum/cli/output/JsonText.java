package dev.locum.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as text and as plain Java values: maps, lists, strings, numbers, booleans and null. */
public final class JsonText {

  private static final int MAX_DEPTH = 100;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private JsonText() {}

  /** Something that writes itself as one JSON value. */
  @FunctionalInterface
  public interface Value {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** The value on one line. */
  public static String compact(Value value) {
    return text(value, false);
  }

  /** The value over several lines. */
  public static String pretty(Value value) {
    return text(value, true);
  }

  private static String text(Value value, boolean isPretty) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      if (isPretty) {
        json.useDefaultPrettyPrinter();
      }
      value.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return text.toString();
  }

  /** Whether the text is exactly one JSON value. */
  public static boolean isJson(String text) {
    return parse(text).isPresent();
  }

  /** The members of a JSON object; empty if the text is anything else. */
  public static Optional<Map<String, @Nullable Object>> parseObject(String text) {
    return parse(text).flatMap(Parsed::asObject);
  }

  private static Optional<Parsed> parse(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      Parsed parsed = new Parsed(read(json, first));
      return json.nextToken() == null ? Optional.of(parsed) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private record Parsed(@Nullable Object value) {
    @SuppressWarnings("unchecked") // Objects are read as such maps only.
    Optional<Map<String, @Nullable Object>> asObject() {
      return value instanceof Map<?, ?> map
          ? Optional.of((Map<String, @Nullable Object>) map)
          : Optional.empty();
    }
  }

  private static @Nullable Object read(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> readObject(json);
      case START_ARRAY -> readArray(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> readObject(JsonParser json) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      members.put(name, read(json, json.nextToken()));
    }
    return members;
  }

  private static List<@Nullable Object> readArray(JsonParser json) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      items.add(read(json, token));
    }
    return items;
  }

  /** Writes what {@link #parseObject} reads. */
  public static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          write(json, member.getValue());
        }
        json.writeEndObject();
      }
      case Iterable<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case Number number -> json.writeNumber(number.toString());
      default -> json.writeString(value.toString());
    }
  }
}

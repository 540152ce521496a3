package dev.locum.audit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.locum.audit.AuditEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON on one line each, and reads them again. Empty fields are left out. The form
 * is version 1; what this release writes, every later one reads.
 *
 * <p>Reading takes exactly what writing makes: an unknown, repeated or missing field, a value of
 * another type, another version, or text after the event is refused. Thread-safe.
 */
public final class AuditEventCodec {

  /** Version of the form, in the field {@code v}. */
  public static final int VERSION = 1;

  /** Bounds what one field may make the parser hold. */
  private static final int MAX_TEXT = 8 * 1024;

  private static final String VERSION_KEY = "v";
  private static final String CACHED_KEY = "cached";

  private final JsonFactory json =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(2).maxStringLength(MAX_TEXT).build())
          .build();

  /** The event as UTF-8 JSON without a line end. */
  public byte[] encode(AuditEvent event) {
    return written(generator -> writeEvent(generator, event));
  }

  /** The events as one UTF-8 JSON array without a line end. */
  public byte[] encodeAll(List<AuditEvent> events) {
    return written(generator -> {
      generator.writeStartArray();
      for (AuditEvent event : events) {
        writeEvent(generator, event);
      }
      generator.writeEndArray();
    });
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws AuditFormatException if it is anything else
   */
  public AuditEvent decode(byte[] text) {
    return read(
        text,
        parser -> {
          expect(parser.nextToken(), JsonToken.START_OBJECT);
          return readEvent(parser);
        });
  }

  /**
   * Reads what {@link #encodeAll} wrote.
   *
   * @throws AuditFormatException if it is anything else
   */
  public List<AuditEvent> decodeAll(byte[] text) {
    return read(
        text,
        parser -> {
          expect(parser.nextToken(), JsonToken.START_ARRAY);
          List<AuditEvent> events = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT);
            events.add(readEvent(parser));
          }
          return events;
        });
  }

  private byte[] written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = json.createGenerator(bytes)) {
      writing.to(generator);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void writeEvent(JsonGenerator generator, AuditEvent event) throws IOException {
    generator.writeStartObject();
    generator.writeNumberField(VERSION_KEY, VERSION);
    for (EventField field : EventField.WRITTEN) {
      String value = field.of(event);
      if (!value.isEmpty()) {
        generator.writeFieldName(field.written());
        generator.writeString(value);
      }
    }
    if (event.decision().cached()) {
      generator.writeBooleanField(CACHED_KEY, true);
    }
    generator.writeEndObject();
  }

  private <T> T read(byte[] text, Reading<T> reading) {
    try (JsonParser parser = json.createParser(utf8(text))) {
      T value = reading.from(parser);
      if (parser.nextToken() != null) {
        throw new AuditFormatException("text after the event (expected: none)");
      }
      return value;
    } catch (JsonProcessingException e) {
      // The parser's message quotes the text; only the position leaves.
      throw new AuditFormatException(
          "not JSON of an event, at character " + e.getLocation().getCharOffset());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** Strictly: a JSON parser on its own guesses the encoding and takes overlong octets. */
  private static String utf8(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new AuditFormatException("not UTF-8");
    }
  }

  private static AuditEvent readEvent(JsonParser parser) throws IOException {
    EventReader event = new EventReader();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case VERSION_KEY -> {
          expect(value, JsonToken.VALUE_NUMBER_INT);
          event.version(parser.getIntValue());
        }
        case CACHED_KEY -> {
          expect(value, JsonToken.VALUE_TRUE);
          event.cached();
        }
        default -> {
          expect(value, JsonToken.VALUE_STRING);
          event.text(key, parser.getText());
        }
      }
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT);
    return event.event();
  }

  private static void expect(@Nullable JsonToken token, JsonToken expected) {
    if (token != expected) {
      throw new AuditFormatException("value: " + token + " (expected: " + expected + ")");
    }
  }

  @FunctionalInterface
  private interface Writing {
    void to(JsonGenerator generator) throws IOException;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(JsonParser parser) throws IOException;
  }
}

package dev.locum.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.locum.protocol.trigger.v1.Data;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;

/**
 * Messages of our APIs as JSON. Names are those of the .proto files; times are ISO 8601 in UTC,
 * durations seconds, constants without the name of their type, {@code Data} the JSON value itself.
 * What is empty or unset is left out, except numbers, booleans and lists.
 */
public final class MessageJson {

  private MessageJson() {}

  /** Writes the message as an object. */
  public static void write(JsonGenerator json, Message message) throws IOException {
    json.writeStartObject();
    writeFields(json, message);
    json.writeEndObject();
  }

  /** Writes the members of the message into an object that has begun. */
  public static void writeFields(JsonGenerator json, Message message) throws IOException {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        json.writeArrayFieldStart(field.getName());
        for (Object item : (List<?>) message.getField(field)) {
          writeValue(json, item);
        }
        json.writeEndArray();
      } else if (isShown(message, field)) {
        json.writeFieldName(field.getName());
        writeValue(json, message.getField(field));
      }
    }
  }

  private static boolean isShown(Message message, FieldDescriptor field) {
    if (field.hasPresence()) {
      return message.hasField(field);
    }
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING, ENUM -> !isDefault(message.getField(field));
      default -> true;
    };
  }

  private static boolean isDefault(Object value) {
    return value instanceof EnumValueDescriptor constant
        ? constant.getNumber() == 0
        : value.equals("") || value.equals(ByteString.EMPTY);
  }

  private static void writeValue(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Timestamp time -> json.writeString(Printable.instant(time).toString());
      case Duration duration -> json.writeNumber(seconds(duration));
      case Data data -> writeData(json, data);
      case Message message -> write(json, message);
      case EnumValueDescriptor constant -> json.writeString(Printable.constant(constant));
      case ByteString bytes ->
          json.writeString(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      default -> JsonText.write(json, value);
    }
  }

  /** The JSON value itself; bytes as an object with Base64, since JSON has none. */
  public static void writeData(JsonGenerator json, Data data) throws IOException {
    if (data.hasBinary()) {
      json.writeStartObject();
      json.writeBinaryField("binary", data.getBinary().toByteArray());
      json.writeEndObject();
    } else if (JsonText.isJson(data.getJson())) {
      json.writeRawValue(data.getJson().strip());
    } else {
      json.writeNull();
    }
  }

  private static BigDecimal seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNanos(), 9))
            .stripTrailingZeros();
    // 3600, not 3.6E+3.
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}

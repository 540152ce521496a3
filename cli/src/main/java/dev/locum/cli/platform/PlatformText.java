package dev.locum.cli.platform;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.locum.cli.output.JsonText;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.settings.schema.Spans;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes a platform as the file that {@link PlatformFile} reads. Equal platforms are equal byte for
 * byte; what has its default value is left out.
 */
final class PlatformText {

  /** Text that needs no quotes, whatever YAML may think of it. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*");

  private final StringBuilder text = new StringBuilder();

  private PlatformText() {}

  /** The whole file. */
  static String of(Platform platform) {
    PlatformText writer = new PlatformText();
    for (FieldDescriptor list : PlatformFields.of(Platform.getDescriptor())) {
      writer.list(list, (List<?>) platform.getField(list), "");
    }
    return writer.text.isEmpty() ? "{}\n" : writer.text.toString();
  }

  private void list(FieldDescriptor field, List<?> items, String indent) {
    if (items.isEmpty()) {
      return;
    }
    text.append(indent).append(field.getJsonName()).append(":\n");
    for (Object item : items) {
      if (item instanceof Message message) {
        message(message, indent + "  - ", indent + "    ");
      } else {
        text.append(indent).append("  - ").append(scalar(item)).append('\n');
      }
    }
  }

  private void message(Message message, String first, String indent) {
    String begin = first;
    for (FieldDescriptor field : PlatformFields.of(message.getDescriptorForType())) {
      if (isShown(message, field)) {
        member(message, field, begin);
        begin = indent;
      }
    }
    if (begin.equals(first)) {
      text.append(first).append("{}\n");
    }
  }

  private void member(Message message, FieldDescriptor field, String begin) {
    Object value = message.getField(field);
    if (field.isRepeated()) {
      // A list never comes first: every entity begins with its name.
      list(field, (List<?>) value, begin);
    } else {
      text.append(begin).append(field.getJsonName()).append(": ").append(scalar(value));
      text.append('\n');
    }
  }

  private static boolean isShown(Message message, FieldDescriptor field) {
    if (field.isRepeated()) {
      return message.getRepeatedFieldCount(field) > 0;
    }
    return field.hasPresence()
        ? message.hasField(field)
        : !message.getField(field).equals(field.getDefaultValue());
  }

  private static String scalar(Object value) {
    return switch (value) {
      case EnumValueDescriptor constant -> PlatformFields.word(constant);
      case Duration span ->
          Spans.print(java.time.Duration.ofSeconds(span.getSeconds(), span.getNanos()));
      case String plain when PLAIN.matcher(plain).matches() -> plain;
      // A JSON string is a double-quoted YAML scalar.
      case String other -> JsonText.compact(json -> json.writeString(other));
      default -> value.toString();
    };
  }
}

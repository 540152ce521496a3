package dev.locum.cli.platform;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the messages of a platform are called in its file: fields as in {@code workflowType},
 * constants as in {@code api-key}.
 */
final class PlatformFields {

  /** Chosen by the auth service: never in a file. */
  private static final String SUBJECT = "subject";

  private PlatformFields() {}

  /** The fields that a file may have, in the order of the protocol. */
  static List<FieldDescriptor> of(Descriptor message) {
    return message.getFields().stream().filter(field -> !field.getName().equals(SUBJECT)).toList();
  }

  static Optional<FieldDescriptor> find(Descriptor message, String name) {
    return of(message).stream().filter(field -> field.getJsonName().equals(name)).findFirst();
  }

  static List<String> names(Descriptor message) {
    return of(message).stream().map(FieldDescriptor::getJsonName).toList();
  }

  static boolean isDuration(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().equals(Duration.getDescriptor());
  }

  /** {@code api-key} of {@code CREDENTIAL_KIND_API_KEY}. */
  static String word(EnumValueDescriptor constant) {
    return constant
        .getName()
        .substring(prefix(constant.getType()).length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }

  /** The words that a file may have for a type; what is unspecified has none. */
  static List<String> words(EnumDescriptor type) {
    return type.getValues().stream()
        .filter(constant -> constant.getNumber() != 0)
        .map(PlatformFields::word)
        .toList();
  }

  static Optional<EnumValueDescriptor> constant(EnumDescriptor type, String word) {
    return type.getValues().stream()
        .filter(constant -> constant.getNumber() != 0 && word(constant).equals(word))
        .findFirst();
  }

  private static String prefix(EnumDescriptor type) {
    return type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
  }
}

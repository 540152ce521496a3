package dev.locum.cli.platform;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.output.Printable;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.settings.schema.Spans;
import dev.locum.settings.tree.Tree;
import dev.locum.settings.tree.TreeParser;
import dev.locum.settings.tree.TreeSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A platform as a file: YAML, with nothing that is not known. */
final class PlatformFile {

  /** Where the auth service found something wrong. */
  private static final Pattern PLACE = Pattern.compile("\\b([a-z]+\\[[0-9]+\\]): ");

  private final String name;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private PlatformFile(String name) {
    this.name = name;
  }

  /**
   * What was read.
   *
   * @param name the file
   * @param platform what it asks for
   * @param lines where each entity begins, by its place such as {@code routes[2]}
   */
  record Read(String name, Platform platform, Map<String, Integer> lines) {

    /** The same failure with the line of the file to which it points. */
    CliException located(CliException failure) {
      Matcher place = PLACE.matcher(String.valueOf(failure.getMessage()));
      if (!place.find() || !lines.containsKey(place.group(1))) {
        return failure;
      }
      return new CliException(
          new CliException.Failure(
              failure.exit(),
              name + ":" + lines.get(place.group(1)) + ": " + failure.getMessage(),
              failure.failure().hint(),
              failure.failure().refusal()));
    }
  }

  /**
   * Reads a file.
   *
   * @param name what it is called in messages
   * @throws CliException {@code USAGE} that names every problem with its line
   */
  static Read read(String name, String text) {
    PlatformFile file = new PlatformFile(name);
    try {
      Platform.Builder platform = Platform.newBuilder();
      file.fill(platform, TreeParser.parse(text), "");
      if (file.problems.isEmpty()) {
        return new Read(name, platform.build(), Map.copyOf(file.lines));
      }
    } catch (TreeSyntaxException e) {
      file.problem(e.problem().line(), e.problem().message());
    }
    throw CliException.usage(
        "the file is not valid; nothing was done:\n"
            + file.problems.stream().collect(Collectors.joining("\n")));
  }

  private void fill(Message.Builder message, Tree.Mapping mapping, String path) {
    mapping
        .entries()
        .forEach((key, value) -> {
          String place = path.isEmpty() ? key : path + "." + key;
          Optional<FieldDescriptor> field =
              PlatformFields.find(message.getDescriptorForType(), key);
          if (field.isEmpty()) {
            problem(
                mapping.lineOf(key),
                place
                    + ": not known"
                    + Suggestion.of(key, PlatformFields.names(message.getDescriptorForType())));
          } else if (field.get().isRepeated()) {
            fillList(message, field.get(), value, place);
          } else {
            value(message, field.get(), value, place)
                .ifPresent(read -> message.setField(field.get(), read));
          }
        });
  }

  private void fillList(Message.Builder message, FieldDescriptor field, Tree value, String place) {
    if (!(value instanceof Tree.Sequence sequence)) {
      problem(value.line(), place + ": not a list (expected: one entry a line, each after -)");
      return;
    }
    for (int i = 0; i < sequence.items().size(); i++) {
      String item = place + "[" + i + "]";
      Tree tree = sequence.items().get(i);
      lines.put(item, tree.line());
      value(message, field, tree, item).ifPresent(read -> message.addRepeatedField(field, read));
    }
  }

  private Optional<Object> value(
      Message.Builder message, FieldDescriptor field, Tree tree, String place) {
    boolean isEntity =
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && !PlatformFields.isDuration(field);
    if (isEntity && tree instanceof Tree.Mapping mapping) {
      Message.Builder inner = message.newBuilderForField(field);
      fill(inner, mapping, place);
      return Optional.of(inner.build());
    }
    if (!isEntity && tree instanceof Tree.Scalar scalar) {
      return scalar(field, scalar, place);
    }
    problem(
        tree.line(), place + (isEntity ? ": not a mapping (expected: fields)" : ": not one value"));
    return Optional.empty();
  }

  private Optional<Object> scalar(FieldDescriptor field, Tree.Scalar scalar, String place) {
    String text = scalar.text();
    return switch (field.getJavaType()) {
      case STRING -> Optional.of(text);
      case BOOLEAN -> bool(scalar, place);
      case ENUM -> {
        Optional<Object> constant =
            PlatformFields.constant(field.getEnumType(), text).map(each -> each);
        if (constant.isEmpty()) {
          problem(
              scalar.line(),
              place
                  + ": not known"
                  + Suggestion.of(text, PlatformFields.words(field.getEnumType())));
        }
        yield constant;
      }
      case MESSAGE -> span(scalar, place);
      default -> throw new IllegalStateException(field.getFullName() + ": of a type without form");
    };
  }

  private Optional<Object> bool(Tree.Scalar scalar, String place) {
    if (scalar.text().equals("true") || scalar.text().equals("false")) {
      return Optional.of(Boolean.valueOf(scalar.text()));
    }
    problem(scalar.line(), place + ": not true or false");
    return Optional.empty();
  }

  private Optional<Object> span(Tree.Scalar scalar, String place) {
    try {
      return Optional.of(Printable.duration(Spans.parse(scalar.text())));
    } catch (IllegalArgumentException e) {
      problem(scalar.line(), place + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private void problem(int line, String message) {
    problems.add(name + ":" + line + ": " + message);
  }
}

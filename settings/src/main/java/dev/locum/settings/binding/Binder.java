package dev.locum.settings.binding;

import dev.locum.settings.schema.Expectations;
import dev.locum.settings.schema.Group;
import dev.locum.settings.schema.Item;
import dev.locum.settings.schema.Shape;
import dev.locum.settings.tree.Tree;
import dev.locum.settings.value.RuleViolationException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings records out of a tree, and goes on after a problem so that all of them are found
 * in one run. Rules between the settings of a record are checked when each of its settings is well
 * formed.
 */
public final class Binder {

  /** The key under which everything stands that weakens security; see {@link #insecure}. */
  public static final String INSECURE = "insecure";

  private final ScalarBinder scalars;
  private final Problems problems;
  private final List<String> insecure = new ArrayList<>();

  public Binder(SecretSource secrets, Path directory, Problems problems) {
    this.scalars = new ScalarBinder(secrets, directory);
    this.problems = problems;
  }

  /** Paths of the {@code insecure} settings that were bound, to be logged. */
  public List<String> insecure() {
    return List.copyOf(insecure);
  }

  /** The record of the group, or empty when something of it is wrong; the problems say what. */
  public Optional<Record> bind(Group group, Tree tree, String path) {
    if (!(tree instanceof Tree.Mapping mapping)) {
      return problems.add(path, tree, "not a mapping (expected: " + group.keys() + ")");
    }
    boolean allKnown = refuseUnknownKeys(group, mapping, path);
    List<Object> arguments = new ArrayList<>();
    for (Item item : group.items()) {
      component(item, mapping, path).ifPresent(arguments::add);
    }
    return allKnown && arguments.size() == group.items().size()
        ? construct(group, arguments, mapping, path)
        : Optional.empty();
  }

  private boolean refuseUnknownKeys(Group group, Tree.Mapping mapping, String path) {
    List<String> known = group.keys();
    boolean allKnown = true;
    for (Map.Entry<String, Tree> entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        allKnown = false;
        String instead = group.gone().get(entry.getKey());
        String message =
            instead == null
                ? "unknown (expected: one of " + known + ")"
                : "no longer known: " + instead;
        problems.add(Problems.join(path, entry.getKey()), entry.getValue(), message);
      }
    }
    return allKnown;
  }

  /**
   * The outer emptiness says that there was a problem, the inner one that the component is left
   * out.
   */
  @SuppressWarnings("OptionalMapToOptional")
  private Optional<?> component(Item item, Tree.Mapping mapping, String path) {
    Optional<?> value =
        switch (item) {
          case Item.Value single -> value(single, mapping, path);
          case Item.OneOf choice -> choice(choice, mapping, path);
        };
    if (!item.optional()) {
      return value;
    }
    boolean absent = item.keys().stream().noneMatch(mapping.entries()::containsKey);
    return absent ? Optional.of(Optional.empty()) : value.map(Optional::of);
  }

  private Optional<?> value(Item.Value item, Tree.Mapping mapping, String path) {
    String at = Problems.join(path, item.name());
    Tree tree = mapping.entries().get(item.name());
    if (tree != null) {
      return shaped(item.shape(), tree, at);
    }
    if (item.optional()) {
      return Optional.empty();
    }
    if (item.defaultsTo().isPresent()) {
      return shaped(item.shape(), fallback(item), at);
    }
    return item.shape() instanceof Shape.Nested nested
        ? bind(nested.group(), Tree.Mapping.empty(), at)
        : problems.add(at, 0, "missing (expected: " + Expectations.of(item.shape()) + ")");
  }

  private static Tree fallback(Item.Value item) {
    String text = item.defaultsTo().orElseThrow();
    return switch (text) {
      case "[]" -> new Tree.Sequence(List.of(), 0);
      case "{}" -> Tree.Mapping.empty();
      default -> new Tree.Scalar(text, 0);
    };
  }

  private Optional<?> choice(Item.OneOf item, Tree.Mapping mapping, String path) {
    List<Item.Alternative> present =
        item.choices().stream()
            .filter(choice -> mapping.entries().containsKey(choice.key()))
            .toList();
    if (present.isEmpty() && item.optional()) {
      return Optional.empty();
    }
    if (present.size() != 1) {
      return problems.add(
          path,
          mapping,
          (present.isEmpty() ? "none of " : "more than one of ")
              + item.keys()
              + " (expected: exactly one; "
              + item.about()
              + ")");
    }
    Item.Alternative chosen = present.getFirst();
    Tree tree = mapping.entries().getOrDefault(chosen.key(), Tree.Mapping.empty());
    String at = Problems.join(path, chosen.key());
    if (chosen.key().equals(INSECURE)) {
      insecure.add(at);
    }
    return chosen.inline() ? inline(chosen.group(), tree, at) : bind(chosen.group(), tree, at);
  }

  private Optional<Record> inline(Group group, Tree tree, String path) {
    Item.Value only = (Item.Value) group.items().getFirst();
    return shaped(only.shape(), tree, path)
        .flatMap(value -> construct(group, List.of(value), Tree.Mapping.empty(), path));
  }

  private Optional<?> shaped(Shape shape, Tree tree, String path) {
    return switch (shape) {
      case Shape.Nested nested -> bind(nested.group(), tree, path);
      case Shape.Several several -> several(several, tree, path);
      case Shape.Named named -> named(named, tree, path);
      default -> scalar(shape, tree, path);
    };
  }

  private Optional<Object> scalar(Shape shape, Tree tree, String path) {
    if (!(tree instanceof Tree.Scalar scalar)) {
      return problems.add(path, tree, "not text (expected: " + Expectations.of(shape) + ")");
    }
    try {
      return Optional.of(scalars.bind(shape, scalar.text()));
    } catch (IllegalArgumentException e) {
      return problems.add(path, tree, String.valueOf(e.getMessage()));
    }
  }

  private Optional<List<Object>> several(Shape.Several shape, Tree tree, String path) {
    if (!(tree instanceof Tree.Sequence sequence)) {
      return problems.add(path, tree, "not a list (expected: a list)");
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      shaped(shape.item(), sequence.items().get(i), path + "[" + i + "]").ifPresent(values::add);
    }
    return values.size() == sequence.items().size()
        ? Optional.of(List.copyOf(values))
        : Optional.empty();
  }

  private Optional<Map<String, Object>> named(Shape.Named shape, Tree tree, String path) {
    if (!(tree instanceof Tree.Mapping mapping)) {
      return problems.add(path, tree, "not a mapping (expected: names with their settings)");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((name, value) -> {
          String at = Problems.join(path, name);
          if (!shape.form().matcher(name).matches()) {
            problems.add(at, value, "name (expected: " + shape.form() + ")");
          } else {
            shaped(shape.item(), value, at).ifPresent(bound -> values.put(name, bound));
          }
        });
    return values.size() == mapping.entries().size()
        ? Optional.of(Collections.unmodifiableMap(values))
        : Optional.empty();
  }

  private Optional<Record> construct(
      Group group, List<Object> arguments, Tree.Mapping mapping, String path) {
    try {
      return Optional.of(constructor(group.type()).newInstance(arguments.toArray()));
    } catch (InvocationTargetException e) {
      return refused(e.getCause(), mapping, path);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          group.type().getName() + ": its constructor is not public", e);
    }
  }

  private Optional<Record> refused(@Nullable Throwable cause, Tree.Mapping mapping, String path) {
    if (cause instanceof RuleViolationException rules) {
      rules
          .violations()
          .forEach(violation -> {
            Tree at = mapping.entries().getOrDefault(violation.key(), mapping);
            String where = violation.key().isEmpty() ? path : Problems.join(path, violation.key());
            problems.add(where, at, violation.message());
          });
      return Optional.empty();
    }
    if (cause instanceof IllegalArgumentException wrong) {
      return problems.add(path, mapping, String.valueOf(wrong.getMessage()));
    }
    throw new IllegalStateException("a settings record failed", cause);
  }

  private static Constructor<? extends Record> constructor(Class<? extends Record> type)
      throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return type.getConstructor(types);
  }
}

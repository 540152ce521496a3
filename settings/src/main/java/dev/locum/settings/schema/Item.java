package dev.locum.settings.schema;

import java.util.List;
import java.util.Optional;

/** One component of a settings record. */
public sealed interface Item {

  /** Name of the component. */
  String name();

  /** What it means. */
  String about();

  /** Whether the record holds an {@code Optional}, empty when the key is absent. */
  boolean optional();

  /** The keys that it takes in the file. */
  List<String> keys();

  /**
   * A setting with one key.
   *
   * @param defaultsTo the text that counts when the key is absent; empty: none
   */
  record Value(
      String name, String about, boolean optional, Shape shape, Optional<String> defaultsTo)
      implements Item {

    /** Whether absence is a problem. */
    public boolean required() {
      return !optional && defaultsTo.isEmpty() && !(shape instanceof Shape.Nested);
    }

    @Override
    public List<String> keys() {
      return List.of(name);
    }
  }

  /**
   * Keys of which exactly one must be there (none or one when optional).
   *
   * @param choices the alternatives
   */
  record OneOf(String name, String about, boolean optional, List<Alternative> choices)
      implements Item {

    public OneOf {
      choices = List.copyOf(choices);
    }

    @Override
    public List<String> keys() {
      return choices.stream().map(Alternative::key).toList();
    }
  }

  /**
   * One of the keys of a {@link OneOf}.
   *
   * @param key its key
   * @param about what choosing it means
   * @param group the record that it makes
   * @param inline whether the record's only setting is written directly as the value of the key
   */
  record Alternative(String key, String about, Group group, boolean inline) {}
}

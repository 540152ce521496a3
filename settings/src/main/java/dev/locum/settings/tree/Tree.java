package dev.locum.settings.tree;

import java.util.List;
import java.util.Map;

/**
 * A node of a configuration file. Scalars are text whatever they look like: {@code no} stays {@code
 * "no"}.
 */
public sealed interface Tree {

  /** Line in the file, from 1; 0 when the node stands for something absent. */
  int line();

  /**
   * Text.
   *
   * @param text the value, without quotes
   */
  record Scalar(String text, int line) implements Tree {}

  /**
   * A list.
   *
   * @param items in the order of the file
   */
  record Sequence(List<Tree> items, int line) implements Tree {

    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * Keys with values.
   *
   * @param entries in the order of the file; no key is repeated
   * @param keyLines the line of each key
   */
  record Mapping(Map<String, Tree> entries, Map<String, Integer> keyLines, int line)
      implements Tree {

    /** The line on which the key stands; that of the mapping if there is no such key. */
    public int lineOf(String key) {
      return keyLines.getOrDefault(key, line);
    }

    /** What an absent section is read as. */
    public static Mapping empty() {
      return new Mapping(Map.of(), Map.of(), 0);
    }
  }
}

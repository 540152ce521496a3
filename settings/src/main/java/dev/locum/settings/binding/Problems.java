package dev.locum.settings.binding;

import dev.locum.settings.tree.Problem;
import dev.locum.settings.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects problems in the order of the file. Not safe for concurrent use. */
public final class Problems {

  private final List<Problem> problems = new ArrayList<>();

  /** Notes a problem and answers that there is no value. */
  <T> Optional<T> add(String path, int line, String message) {
    problems.add(new Problem(path, line, message));
    return Optional.empty();
  }

  <T> Optional<T> add(String path, Tree tree, String message) {
    return add(path, tree.line(), message);
  }

  /** Notes a section that no process knows. */
  public void unknownSection(String key, Tree tree) {
    problems.add(new Problem(key, tree.line(), "unknown section"));
  }

  public List<Problem> toList() {
    return List.copyOf(problems);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}

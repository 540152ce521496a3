package dev.locum.settings.tree;

import java.io.Serial;

/** The file is not the plain YAML that is read here; nothing of it was used. */
public final class TreeSyntaxException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  TreeSyntaxException(int line, String message) {
    super("line " + line + ": " + message);
    this.problem = new Problem("", line, message);
  }

  public Problem problem() {
    return problem;
  }
}

package dev.locum.settings.tree;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param path dotted path of the setting, e.g. {@code trigger.temporal.target}; empty: the whole
 *     file
 * @param line line in the file, from 1; 0 when the setting is absent
 * @param message what is wrong and what is expected, without the value of a secret
 */
public record Problem(String path, int line, String message) {

  @Override
  public String toString() {
    String where = path.isEmpty() ? "locum.yaml" : path;
    return line > 0 ? where + " (line " + line + "): " + message : where + ": " + message;
  }
}

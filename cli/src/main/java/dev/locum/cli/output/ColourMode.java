package dev.locum.cli.output;

/** When results have colours. */
public enum ColourMode {
  /** On a terminal, unless {@code NO_COLOR} is set or {@code TERM} is {@code dumb}. */
  AUTO,
  ALWAYS,
  NEVER
}

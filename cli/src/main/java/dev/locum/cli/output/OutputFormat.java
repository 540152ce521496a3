package dev.locum.cli.output;

/** How results are printed. */
public enum OutputFormat {
  TABLE,
  JSON
}

package dev.locum.settings.value;

/** An enum constant with the name that it has in a configuration file. */
public interface Labelled {

  /** The exact text in the file. */
  String label();
}

package dev.locum.authservice.identifier;

/** Makes identifiers: each is unique, none is a secret. Thread-safe. */
@FunctionalInterface
public interface Identifiers {

  /** A new identifier: 1 to 36 characters out of {@code [a-z0-9-]}. */
  String next();
}

package dev.locum.architecture.planted.closed.token;

/** Allowed. */
public abstract sealed class Sealed {
  static final class Only extends Sealed {}
}

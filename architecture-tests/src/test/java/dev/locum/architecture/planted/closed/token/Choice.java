package dev.locum.architecture.planted.closed.token;

/** Allowed. */
public enum Choice {
  YES {
    @Override
    boolean answer() {
      return true;
    }
  };

  abstract boolean answer();
}

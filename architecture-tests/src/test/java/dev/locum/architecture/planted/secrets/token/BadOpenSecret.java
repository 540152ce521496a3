package dev.locum.architecture.planted.secrets.token;

/** Planted violation. */
class BadOpenSecret {
  @Override
  public String toString() {
    return "BadOpenSecret";
  }
}

package dev.locum.architecture.planted.secrets.token;

/** Allowed. */
record CarefulSecret(String text) {
  @Override
  public String toString() {
    return "CarefulSecret";
  }
}

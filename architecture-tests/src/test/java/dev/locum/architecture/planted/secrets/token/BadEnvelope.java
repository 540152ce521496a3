package dev.locum.architecture.planted.secrets.token;

/** Planted violation. */
final class BadEnvelope {
  String reveal() {
    return "text";
  }
}

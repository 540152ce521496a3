package dev.locum.architecture.planted.proof.token;

/** Allowed. */
final class Verifier {
  VerifiedToken verify() {
    return new VerifiedAccessToken();
  }
}

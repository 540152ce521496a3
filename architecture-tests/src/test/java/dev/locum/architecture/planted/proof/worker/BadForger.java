package dev.locum.architecture.planted.proof.worker;

import dev.locum.architecture.planted.proof.token.VerifiedAccessToken;
import dev.locum.architecture.planted.proof.token.VerifiedToken;

/** Planted violation. */
final class BadForger {
  VerifiedToken forge() {
    return new VerifiedAccessToken();
  }
}

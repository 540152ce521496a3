package dev.locum.architecture.planted.proof.worker;

import dev.locum.architecture.planted.proof.token.Unconfirmed;
import dev.locum.architecture.planted.proof.token.VerifiedToken;

/** Planted violation. */
final class BadBearer {
  VerifiedToken use(Unconfirmed token) {
    return token.unproven();
  }
}

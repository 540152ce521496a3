package dev.locum.authservice.bootstrap;

import dev.locum.authservice.delegation.Reconciler;
import dev.locum.authservice.key.KeyRotation;

/** What goes on beside the calls. */
record Background(Reconciler reconciler, KeyRotation keyRotation) {

  void start() {
    keyRotation.start();
    reconciler.start();
  }

  void close() {
    reconciler.close();
    keyRotation.close();
  }
}

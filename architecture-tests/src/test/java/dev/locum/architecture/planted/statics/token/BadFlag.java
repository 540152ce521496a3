package dev.locum.architecture.planted.statics.token;

import java.util.concurrent.atomic.AtomicBoolean;

/** Planted violation. */
final class BadFlag {
  static final AtomicBoolean SEEN = new AtomicBoolean();
}

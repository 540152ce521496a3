package dev.locum.architecture.planted.statics.token;

import java.util.HashMap;

/** Planted violation. */
final class BadCache {
  static final HashMap<String, String> CACHE = new HashMap<>();
}

package dev.locum.worker.layer;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which layers are on: all, except in tests. */
public final class Layers {

  private final Set<Layer> off;

  private Layers(Set<Layer> off) {
    this.off = off;
  }

  /** Every layer. */
  public static Layers all() {
    return new Layers(Set.of());
  }

  /** Not public on purpose: only test code, in this package, turns a layer off. */
  static Layers without(Layer first, Layer... rest) {
    return new Layers(Collections.unmodifiableSet(EnumSet.of(first, rest)));
  }

  public boolean isOn(Layer layer) {
    return !off.contains(layer);
  }
}

package dev.locum.worker.layer;

/**
 * Turns layers off, for tests that prove another one alone. It is in this package because nothing
 * else may.
 */
public final class TestLayers {

  private TestLayers() {}

  public static Layers without(Layer first, Layer... rest) {
    return Layers.without(first, rest);
  }
}

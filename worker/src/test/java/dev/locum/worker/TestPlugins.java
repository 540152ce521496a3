package dev.locum.worker;

import dev.locum.worker.layer.Layers;

/** Reaches what the plugin's builder hides from users. */
public final class TestPlugins {

  private TestPlugins() {}

  public static LocumPlugin.Builder layers(LocumPlugin.Builder builder, Layers layers) {
    return builder.layers(layers);
  }
}

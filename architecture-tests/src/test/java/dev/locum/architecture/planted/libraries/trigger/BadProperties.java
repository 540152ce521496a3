package dev.locum.architecture.planted.libraries.trigger;

import java.io.IOException;
import java.io.Reader;
import java.util.Properties;

/** Planted violation. */
final class BadProperties {
  void read(Properties properties, Reader file) throws IOException {
    properties.load(file);
  }
}

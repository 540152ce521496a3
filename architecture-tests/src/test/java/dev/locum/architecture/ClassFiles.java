package dev.locum.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;

/** Reads the class files behind ArchUnit's model, for what the model does not hold. */
final class ClassFiles {

  private ClassFiles() {}

  static ClassModel read(JavaClass type) {
    try (InputStream bytes =
        type.getSource()
            .orElseThrow(() -> new AssertionError("no class file for " + type))
            .getUri()
            .toURL()
            .openStream()) {
      return ClassFile.of().parse(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("class file of " + type.getName(), e);
    }
  }
}

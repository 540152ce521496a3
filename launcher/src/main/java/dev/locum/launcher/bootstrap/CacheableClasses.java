package dev.locum.launcher.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a library anew whose classes are of a format from before Java 6. The JVM's cache of linked
 * classes (JEP 514) holds none of those, nor any class that extends or implements one or names it
 * in a lambda: with picocli that is every command. What the classes do stays the same; only the
 * format is of Java 8, with the frames that its verifier wants.
 */
final class CacheableClasses {

  private static final int FIRST_CACHEABLE = ClassFile.JAVA_6_VERSION;
  private static final int WRITTEN = ClassFile.JAVA_8_VERSION;

  private CacheableClasses() {}

  /**
   * Rewrites a library in its place if it needs it; otherwise it is not touched.
   *
   * @throws IOException if it cannot be read or replaced; it is as it was then
   */
  static void rewrite(Path library) throws IOException {
    try (JarFile jar = new JarFile(library.toFile())) {
      if (!hasOldClasses(jar)) {
        return;
      }
      Path fresh = library.resolveSibling(library.getFileName() + ".tmp");
      try {
        write(jar, library, fresh);
        Files.move(fresh, library, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    }
  }

  private static boolean hasOldClasses(JarFile jar) throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (isClass(entry) && isOld(read(jar, entry))) {
        return true;
      }
    }
    return false;
  }

  private static void write(JarFile jar, Path library, Path fresh) throws IOException {
    try (URLClassLoader classes = new URLClassLoader(new URL[] {library.toUri().toURL()}, null);
        ZipOutputStream written = new ZipOutputStream(Files.newOutputStream(fresh))) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (JarEntry entry : Collections.list(jar.entries())) {
        byte[] bytes = read(jar, entry);
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        written.putNextEntry(copy);
        written.write(isClass(entry) && isOld(bytes) ? modern(format, bytes) : bytes);
        written.closeEntry();
      }
    }
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class");
  }

  private static boolean isOld(byte[] bytes) {
    return ClassFile.of().parse(bytes).majorVersion() < FIRST_CACHEABLE;
  }

  /** Its code goes through the library's hands, since only that makes it find the frames. */
  private static byte[] modern(ClassFile format, byte[] bytes) {
    ClassModel old = format.parse(bytes);
    ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(WRITTEN, 0);
          } else {
            builder.with(element);
          }
        };
    return format.transformClass(old, version.andThen(code));
  }

  private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return content.readAllBytes();
    }
  }
}

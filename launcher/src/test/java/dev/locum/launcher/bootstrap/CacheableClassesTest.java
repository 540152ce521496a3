package dev.locum.launcher.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A library of an old format, and what becomes of it. */
class CacheableClassesTest {

  @TempDir private Path directory;
  private Path library;

  @BeforeEach
  void copy() throws Exception {
    Path picocli =
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    library = Files.copy(picocli, directory.resolve("picocli.jar"));
  }

  /** Each class has a format that the cache takes, and passes the verifier of that format. */
  @Test
  void rewrite_libraryOfAnOldFormat_isOfAFormatThatTheCacheTakesAndVerifies() throws Exception {
    List<String> before = names();
    CacheableClasses.rewrite(library);

    assertThat(names()).isEqualTo(before);
    try (JarFile jar = new JarFile(library.toFile());
        URLClassLoader classes = new URLClassLoader(new URL[] {library.toUri().toURL()}, null)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(".class") && !entry.getName().contains("-info")) {
          assertThat(version(jar, entry)).isGreaterThanOrEqualTo(ClassFile.JAVA_8_VERSION);
          Class<?> loaded =
              Class.forName(entry.getName().replace('/', '.').replace(".class", ""), true, classes);
          assertThat(loaded.getClassLoader()).isSameAs(classes);
        }
      }
    }
  }

  /** The cache knows a library by its time and size: what needs nothing is not touched. */
  @Test
  void rewrite_libraryThatWasRewritten_isNotTouched() throws Exception {
    CacheableClasses.rewrite(library);
    byte[] once = Files.readAllBytes(library);
    var time = Files.getLastModifiedTime(library);

    CacheableClasses.rewrite(library);

    assertThat(Files.readAllBytes(library)).isEqualTo(once);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(time);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(library);
    }
  }

  private List<String> names() throws IOException {
    try (JarFile jar = new JarFile(library.toFile())) {
      return Collections.list(jar.entries()).stream().map(JarEntry::getName).toList();
    }
  }

  private static int version(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return ClassFile.of().parse(content.readAllBytes()).majorVersion();
    }
  }
}

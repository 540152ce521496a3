package dev.locum.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Rules about source text: sizes, and a sentence for every public type. */
class SourceTest {

  /** Nobody reads a longer file from top to bottom. Files aim at {@link #GOOD_FILE_LINES}. */
  private static final int MAX_FILE_LINES = 600;

  private static final int GOOD_FILE_LINES = 350;

  /** How many files in a hundred may be longer than they should. */
  private static final int LONG_FILES_PERCENT = 5;

  @Test
  void sources_everyPublicTypeIsDocumentedAndNoMethodIsLong() throws IOException {
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      assertThat(Sources.problems(files.getJavaFileObjectsFromPaths(sources("main")))).isEmpty();
    }
  }

  @Test
  void sources_noFileIsTooLongAndFewAreLong() throws IOException {
    List<Path> all = Stream.concat(sources("main").stream(), sources("test").stream()).toList();

    assertThat(all).allSatisfy(file -> assertThat(lines(file)).isLessThanOrEqualTo(MAX_FILE_LINES));
    assertThat(all.stream().filter(file -> lines(file) > GOOD_FILE_LINES))
        .hasSizeLessThanOrEqualTo(1 + all.size() * LONG_FILES_PERCENT / 100);
  }

  @Test
  void sources_areFound() throws IOException {
    assertThat(sources("main")).hasSizeGreaterThan(150);
    assertThat(sources("test")).hasSizeGreaterThan(50);
  }

  @Test
  void problems_plantedTypes_findsThoseWithoutComment() {
    String planted =
        """
        package planted;

        public interface Bad {
          record BadNested() {}

          /** Documented. */
          record Nested() {}
        }
        """;
    String hidden = "package planted;\n\nclass Hidden {\n  public record Inner() {}\n}\n";

    assertThat(Sources.problems(List.of(file("Bad", planted), file("Hidden", hidden))))
        .containsExactly("planted.Bad has no Javadoc", "planted.BadNested has no Javadoc");
  }

  @Test
  void problems_plantedMethod_findsItWhenTooLong() {
    String step = "    hashCode();\n";
    String planted =
        "package planted;\n\nclass Long {\n  void bad() {\n"
            + step.repeat(Sources.MAX_METHOD_LINES)
            + "  }\n\n  void good() {\n"
            + step.repeat(Sources.MAX_METHOD_LINES - 1)
            + "  }\n}\n";

    assertThat(Sources.problems(List.of(file("Long", planted))))
        .containsExactly("planted, line 4: method bad has 61 lines (at most 60)");
  }

  private static List<Path> sources(String kind) throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> root.relativize(file).toString().contains("src/" + kind + "/java/"))
          .filter(file -> !root.relativize(file).toString().contains("target/"))
          .sorted()
          .toList();
    }
  }

  private static int lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return (int) lines.count();
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  private static JavaFileObject file(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("planted:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}

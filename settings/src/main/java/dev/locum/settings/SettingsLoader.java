package dev.locum.settings;

import dev.locum.settings.binding.Binder;
import dev.locum.settings.binding.Problems;
import dev.locum.settings.binding.SecretSource;
import dev.locum.settings.tree.Problem;
import dev.locum.settings.tree.Tree;
import dev.locum.settings.tree.TreeParser;
import dev.locum.settings.tree.TreeSyntaxException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a section of {@code locum.yaml}. The whole file is checked, also the sections of other
 * processes (but for the secrets behind their references), so that a typing error never waits for
 * another day. Every {@code insecure} setting of the section that is read is logged as a warning.
 */
public final class SettingsLoader {

  private final Map<String, String> environment;

  /**
   * A loader.
   *
   * @param environment the process's environment, for {@code env:} references
   */
  public SettingsLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads a section. Relative paths start at the directory of the file.
   *
   * @throws SettingsException if anything in the file is wrong or the section is absent
   */
  public <T extends Record> T load(Path file, Class<T> section) {
    try {
      if (Files.size(file) > TreeParser.MAX_CHARACTERS) {
        throw unreadable(file, "too large (expected: at most 1 MiB)");
      }
      Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
      return parse(
          Files.readString(file, StandardCharsets.UTF_8), directory, section, file.toString());
    } catch (CharacterCodingException e) {
      throw unreadable(file, "not UTF-8 (expected: UTF-8 text)");
    } catch (IOException e) {
      throw unreadable(file, "cannot be read (expected: a file that this process may read)");
    }
  }

  /**
   * Reads a section out of text.
   *
   * @param directory where relative paths start
   * @throws SettingsException if anything in the text is wrong or the section is absent
   */
  public <T extends Record> T parse(String text, Path directory, Class<T> section) {
    return parse(text, directory, section, "locum.yaml");
  }

  private <T extends Record> T parse(String text, Path directory, Class<T> section, String source) {
    Tree.Mapping root = tree(text, source);
    Problems problems = new Problems();
    Binder binder = new Binder(SecretSource.reading(environment), directory, problems);
    Binder others = new Binder(SecretSource.formOnly(), directory, problems);
    root.entries()
        .forEach((key, tree) ->
            Sections.find(key)
                .ifPresentOrElse(
                    type -> {
                      if (type != section) {
                        others.bind(Sections.groupOf(type), tree, key);
                      }
                    },
                    () -> problems.unknownSection(key, tree)));
    String key = Sections.keyOf(section);
    Tree own = root.entries().getOrDefault(key, Tree.Mapping.empty());
    Optional<Record> bound = binder.bind(Sections.groupOf(section), own, key);
    if (!problems.isEmpty() || bound.isEmpty()) {
      throw new SettingsException(source, problems.toList());
    }
    warnOf(binder.insecure());
    return section.cast(bound.get());
  }

  /** A command that has nothing to say does not set up a log. */
  private static void warnOf(List<String> insecure) {
    if (!insecure.isEmpty()) {
      Logger log = LoggerFactory.getLogger(SettingsLoader.class);
      insecure.forEach(path -> log.warn("{}: connections are not protected", path));
    }
  }

  private static Tree.Mapping tree(String text, String source) {
    try {
      return TreeParser.parse(text);
    } catch (TreeSyntaxException e) {
      throw new SettingsException(source, List.of(e.problem()));
    }
  }

  private static SettingsException unreadable(Path file, String message) {
    return new SettingsException(file.toString(), List.of(new Problem("", 0, message)));
  }
}

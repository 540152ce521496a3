package dev.locum.settings.reference;

import dev.locum.settings.Sections;
import dev.locum.settings.schema.Expectations;
import dev.locum.settings.schema.Group;
import dev.locum.settings.schema.Item;
import dev.locum.settings.schema.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md}. */
public final class MarkdownReference {

  private static final String HEAD =
      """
      # Configuration

      <!-- Written by `make docs` from the settings records; a test fails while it is stale. Do not edit. -->

      Every process reads one YAML file, given with `--config` (`locum.yaml`). A process reads its own section
      and checks the whole file. Nothing of a file is used in which anything is wrong; all problems are
      printed at once, each with its path and line.

      - **Unknown keys fail.** So does a key that was renamed or removed; the message names what to use.
      - **Absence is safe.** Settings without which something would be open have no default: the process does
        not start without them. What weakens security stands under `insecure`, is accepted only on a loopback
        address and is logged as a warning at every start.
      - **Exactly one of** means that: none is a problem, and two are.
      - **Secrets are references**: `file:PATH` (not readable by others; trailing white space is dropped) or
        `env:NAME`. A secret in the file itself is refused.
      - **Paths** start at the directory of the file. **Durations** are a whole number and a unit: `500ms`,
        `60s`, `10m`, `12h`, `30d`.
      - The file is plain YAML: no anchors, aliases, tags or second documents; at most 1 MiB.

      [`locum.schema.json`](locum.schema.json) is the JSON Schema of the file, for editors.

      ## A complete file

      ```yaml
      """;

  private final StringBuilder out = new StringBuilder();

  private MarkdownReference() {}

  /** The whole page. */
  public static String write() {
    MarkdownReference page = new MarkdownReference();
    page.out.append(HEAD).append(example()).append("```\n");
    for (Class<? extends Record> section : Sections.all()) {
      page.section(section);
    }
    return page.out.toString();
  }

  /** The example file of the page; a test reads every section of it. */
  public static String example() {
    try (InputStream in = MarkdownReference.class.getResourceAsStream("example.yaml")) {
      if (in == null) {
        throw new IllegalStateException("example.yaml: not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void section(Class<? extends Record> type) {
    String key = Sections.keyOf(type);
    out.append("\n## `").append(key).append("`\n\n").append(Sections.aboutOf(type)).append("\n\n");
    out.append("| key | meaning | form | default |\n|---|---|---|---|\n");
    group(Sections.groupOf(type), "");
  }

  private void group(Group group, String path) {
    for (Item item : group.items()) {
      switch (item) {
        case Item.Value value -> value(value, path);
        case Item.OneOf choice -> choice(choice, path);
      }
    }
  }

  private void value(Item.Value item, String path) {
    String at = path + item.name();
    switch (item.shape()) {
      case Shape.Nested nested when item.optional() -> {
        row(at, item.about(), "mapping", "absent");
        group(nested.group(), at + ".");
      }
      case Shape.Nested nested -> group(nested.group(), at + ".");
      case Shape.Named named when named.item() instanceof Shape.Nested nested -> {
        row(at, item.about(), form(item.shape()), fallback(item));
        group(nested.group(), at + ".<name>.");
      }
      default -> row(at, item.about(), form(item.shape()), fallback(item));
    }
  }

  private void choice(Item.OneOf item, String path) {
    String rule =
        (item.optional() ? "At most one of " : "Exactly one of ")
            + item.keys().stream()
                .map(key -> "`" + path + key + "`")
                .collect(Collectors.joining(", "))
            + ": ";
    for (Item.Alternative choice : item.choices()) {
      String form =
          choice.inline()
              ? form(((Item.Value) choice.group().items().getFirst()).shape())
              : "mapping";
      row(path + choice.key(), rule + choice.about(), form, "none");
      inner(choice, path + choice.key() + ".");
    }
  }

  private void inner(Item.Alternative choice, String path) {
    if (!choice.inline()) {
      group(choice.group(), path);
    } else if (choice.group().items().getFirst() instanceof Item.Value only
        && only.shape() instanceof Shape.Nested nested) {
      group(nested.group(), path);
    }
  }

  private void row(String key, String meaning, String form, String fallback) {
    out.append("| `").append(key).append("` | ").append(meaning.replace("|", "\\|"));
    out.append(" | ")
        .append(form.replace("|", "\\|"))
        .append(" | ")
        .append(fallback)
        .append(" |\n");
  }

  private static String fallback(Item.Value item) {
    if (item.optional()) {
      return "absent";
    }
    Optional<String> text = item.defaultsTo();
    return text.map(value -> "`" + value + "`").orElse("**required**");
  }

  private static String form(Shape shape) {
    return switch (shape) {
      case Shape.Named named ->
          "names (`" + named.form() + "`) with " + Expectations.of(named.item());
      case Shape.Several several -> "list of " + Expectations.of(several.item());
      default -> Expectations.of(shape);
    };
  }
}

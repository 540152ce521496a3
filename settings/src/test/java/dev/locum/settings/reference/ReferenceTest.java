package dev.locum.settings.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.settings.Sections;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.binding.Binder;
import dev.locum.settings.binding.Problems;
import dev.locum.settings.binding.SecretSource;
import dev.locum.settings.schema.Group;
import dev.locum.settings.schema.Item;
import dev.locum.settings.schema.Shape;
import dev.locum.settings.tree.Tree;
import dev.locum.settings.tree.TreeParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference and the code cannot differ. */
class ReferenceTest {

  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void docs_areWhatTheCodeWrites() throws IOException {
    assertThat(DOCS.resolve("configuration.md"))
        .as("stale: run `make docs`")
        .hasContent(MarkdownReference.write());
    assertThat(DOCS.resolve("locum.schema.json"))
        .as("stale: run `make docs`")
        .hasContent(JsonSchema.write());
    assertThat(Files.exists(DOCS.resolve("configuration.md"))).isTrue();
  }

  static Stream<Class<? extends Record>> sections() {
    return Sections.all().stream();
  }

  @ParameterizedTest
  @MethodSource("sections")
  void example_everySection_isReadAsItStands(Class<? extends Record> section) {
    Problems problems = new Problems();
    Binder binder = new Binder(SecretSource.formOnly(), Path.of("/etc/locum"), problems);
    Tree tree =
        Objects.requireNonNull(
            TreeParser.parse(MarkdownReference.example()).entries().get(Sections.keyOf(section)));

    assertThat(binder.bind(Sections.groupOf(section), tree, Sections.keyOf(section))).isPresent();
    assertThat(problems.toList()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sections")
  void page_everyKeyAndDefault_isDocumented(Class<? extends Record> section) {
    String page = MarkdownReference.write();

    assertThat(page).contains("## `" + Sections.keyOf(section) + "`");
    everyItem(Sections.groupOf(section))
        .forEach(item -> {
          assertThat(item.about()).as(item.name()).isNotBlank();
          item.keys().forEach(key -> assertThat(page).containsPattern("[`.]" + key + "[`.]"));
          defaultOf(item).ifPresent(text -> assertThat(page).contains("| `" + text + "` |"));
        });
  }

  @Test
  void loader_leavingOutEveryDefault_bindsWhatWritingItBinds() {
    // The documented default is the text that is bound when the key is absent: one source, two
    // readings.
    SettingsLoader loader = new SettingsLoader(Map.of("K", "k"));
    String common =
        """
        trigger:
          issuer: https://localhost:7421
          listen: {insecure: {plaintext: true}%s}
          authService: {target: "localhost:1", insecure: {plaintext: true}}
          workload: {id: t, apiKey: env:K}
          temporal: {target: "localhost:2", insecure: {plaintext: true}}
          audit: {spool: s}
        """;
    String written =
        common.formatted(", address: \"127.0.0.1:7430\"")
            + "  limits: {watchers: 1000, watchersPerUser: 20, authServiceTimeout: 5s,"
            + " temporalTimeout: 5s}\n";

    Class<dev.locum.settings.TriggerSettings> type = dev.locum.settings.TriggerSettings.class;
    assertThat(loader.parse(common.formatted(""), Path.of("/x"), type))
        .isEqualTo(loader.parse(written, Path.of("/x"), type));
  }

  private static Stream<Item> everyItem(Group group) {
    return group.items().stream().flatMap(item -> Stream.concat(Stream.of(item), inside(item)));
  }

  private static Stream<Item> inside(Item item) {
    return switch (item) {
      case Item.OneOf choice ->
          choice.choices().stream()
              .filter(each -> !each.inline())
              .flatMap(each -> everyItem(each.group()));
      case Item.Value value when value.shape() instanceof Shape.Nested nested ->
          everyItem(nested.group());
      case Item.Value value
          when value.shape() instanceof Shape.Named named
              && named.item() instanceof Shape.Nested nested ->
          everyItem(nested.group());
      case Item.Value _ -> Stream.empty();
    };
  }

  private static Optional<String> defaultOf(Item item) {
    return item instanceof Item.Value value ? value.defaultsTo() : Optional.empty();
  }
}

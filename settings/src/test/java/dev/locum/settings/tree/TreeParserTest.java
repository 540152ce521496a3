package dev.locum.settings.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeParserTest {

  @Test
  void parse_scalarsThatLookLikeOtherTypes_stayText() {
    Tree.Mapping root = TreeParser.parse("a: no\nb: 0x10\nc: 1_000\nd: 2026-01-01\ne: ''\nf: 1:30");

    assertThat(root.entries().values())
        .extracting(tree -> ((Tree.Scalar) tree).text())
        .containsExactly("no", "0x10", "1_000", "2026-01-01", "", "1:30");
  }

  @Test
  void parse_emptyText_isEmptyMapping() {
    assertThat(TreeParser.parse("").entries()).isEmpty();
    assertThat(TreeParser.parse("# only words\n").entries()).isEmpty();
  }

  @Test
  void parse_nested_keepsLines() {
    Tree.Mapping root = TreeParser.parse("a:\n  b:\n    - x\n    - y\n");

    Tree.Mapping a = (Tree.Mapping) Objects.requireNonNull(root.entries().get("a"));
    assertThat(((Tree.Sequence) Objects.requireNonNull(a.entries().get("b"))).items())
        .extracting(Tree::line)
        .containsExactly(3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: &x 1\nb: *x",
        "a: !!java.net.URL [http://localhost]",
        "a: !secret x",
        "a: 1\na: 2",
        "--- {a: 1}\n--- {b: 2}",
        "- a\n- b",
        "just text",
        "{a: 1",
        "a: [1",
        "? [x]\n: 1",
        "a: \u0000"
      })
  void parse_anythingButPlainYamlMapping_isRefused(String text) {
    assertThatThrownBy(() -> TreeParser.parse(text)).isInstanceOf(TreeSyntaxException.class);
  }

  @Test
  void parse_deeplyNested_isRefusedWithoutStackOverflow() {
    assertThatThrownBy(() -> TreeParser.parse("a: " + "[".repeat(100_000)))
        .isInstanceOf(TreeSyntaxException.class);
  }

  @Test
  void parse_tooLong_isRefused() {
    assertThatThrownBy(() -> TreeParser.parse("a: " + "x".repeat(TreeParser.MAX_CHARACTERS)))
        .isInstanceOf(TreeSyntaxException.class);
  }

  @Test
  void parse_brokenFileWithSecret_doesNotQuoteIt() {
    assertThatThrownBy(() -> TreeParser.parse("key: {hunter2-secret: [}"))
        .hasMessageNotContaining("hunter2");
  }
}

package dev.locum.gateway.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, how it is narrowed, and what is refused. */
final class ListFilterTest {

  private static final String MINE = "WorkflowId STARTS_WITH 'alice.'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        " | " + MINE,
        "WorkflowType = 'Order' | " + MINE + " AND WorkflowType = 'Order'",
        "A = 1 OR B = 2 | " + MINE + " AND (A = 1 OR B = 2)",
        "A = 1 AND B = 2 OR C = 3 | " + MINE + " AND ((A = 1 AND B = 2) OR C = 3)",
        "NOT A = 1 OR B = 2 | " + MINE + " AND ((NOT A = 1) OR B = 2)",
        "a = 'x' order by StartTime desc | " + MINE + " AND a = 'x' ORDER BY StartTime DESC",
        "ORDER BY StartTime | " + MINE + " ORDER BY StartTime ASC",
        "GROUP BY ExecutionStatus | " + MINE + " GROUP BY ExecutionStatus",
        "A <> -1.5 | " + MINE + " AND A != -1.5",
        "A NOT IN ('x', \"y\") | " + MINE + " AND A NOT IN ('x', 'y')",
        "A BETWEEN 1 AND 2 AND B = true | " + MINE + " AND (A BETWEEN 1 AND 2 AND B = true)",
        "`Close Time` IS NOT NULL | " + MINE + " AND `Close Time` IS NOT NULL",
        "A = 'O''Brien' | " + MINE + " AND A = 'O''Brien'",
        "A = \"O'Brien\" | " + MINE + " AND A = 'O''Brien'",
        "WorkflowId STARTS_WITH 'bob.' | " + MINE + " AND WorkflowId STARTS_WITH 'bob.'",
      })
  void filter_narrowed_hasTheTenantsRowsAlone(String written, String narrowed) {
    ListFilter filter = ListFilter.parse(written == null ? "" : written);

    assertThat(filter.narrowedTo("WorkflowId", "alice.").print()).isEqualTo(narrowed);
  }

  /** Each would widen a filter that was put together from texts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A = 1) OR (B = 2",
        "A = 1 OR",
        "' OR WorkflowId STARTS_WITH 'bob.",
        "A = 'x\\' OR B = ' OR C = 'y'",
        "A = 'x' -- comment",
        "A = 'x' /* comment */",
        "A = 'x'; DELETE FROM executions",
        "A = 'x' UNION SELECT 1",
        "A LIKE '%'",
        "1 = 1",
        "'a' = 'a'",
        "true",
        "A = B",
        "A = lower('x')",
        "A = 'x' LIMIT 1",
        "A = 'x' ORDER BY B LIMIT 1",
        "A = 'x' ORDER BY B GROUP BY C",
        "A = 0x1",
        "A = 1e5",
        "A = 'x",
        "A = 'x\u0000'",
        "`A`` OR `B` = 1",
        "A = 1 \u00a0AND B = 2",
        "\u0391 = 1",
        "A || B = 1",
        "A STARTS_WITH 1",
        "A IS 1",
        "AND",
        "(A = 1",
        "A = 1 ORDER BY",
        "A IN ()",
        "A = ?",
        "A <=> 1",
      })
  void filter_thatIsNotOne_isRefused(String written) {
    assertThatThrownBy(() -> ListFilter.parse(written)).isInstanceOf(FilterException.class);
  }

  @Test
  void filter_thatIsDeepOrLong_isRefused() {
    String deep = "(".repeat(10_000) + "A = 1" + ")".repeat(10_000);
    String long_ = "A = '" + "x".repeat(20_000) + "'";

    assertThatThrownBy(() -> ListFilter.parse(deep)).isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> ListFilter.parse("NOT ".repeat(4_000) + "A = 1"))
        .isInstanceOf(FilterException.class);
    assertThatThrownBy(() -> ListFilter.parse(long_)).isInstanceOf(FilterException.class);
  }

  @Test
  void refusal_repeatsNothingOfTheFilter() {
    assertThatThrownBy(() -> ListFilter.parse("A = 'x' secret"))
        .hasMessage("something unexpected at position 8");
  }

  @Test
  void anyTree_printedAndParsed_isTheSameTree() {
    Random random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      ListFilter filter = new RandomFilters(random).filter();

      assertThat(ListFilter.parse(filter.print())).as(filter.print()).isEqualTo(filter);
    }
  }

  /** Pieces of the language in any order: a filter within the tenant, or refused. */
  @Test
  void anyPieces_inAnyOrder_stayWithinTheTenantOrAreRefused() {
    List<String> pieces =
        List.of(
            "A",
            "WorkflowId",
            "'bob.'",
            "'",
            "\"",
            "''",
            "`B`",
            "`",
            "(",
            ")",
            ",",
            "=",
            "!=",
            "<",
            "1",
            "-1",
            "1.5",
            "true",
            "NOT",
            "AND",
            "OR",
            "IN",
            "BETWEEN",
            "STARTS_WITH",
            "IS",
            "NULL",
            "ORDER BY",
            "GROUP BY",
            "DESC",
            "\\",
            "--",
            "/*",
            ";",
            "LIMIT",
            "\n");
    Condition mine = new Condition.StartsWith("WorkflowId", false, new Literal.Text("alice."));
    Random random = new Random(7);
    int parsed = 0;
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(9); length >= 0; length--) {
        text.append(pieces.get(random.nextInt(pieces.size()))).append(' ');
      }
      ListFilter filter;
      try {
        filter = ListFilter.parse(text.toString());
      } catch (FilterException e) {
        continue;
      }
      parsed++;
      Condition narrowed =
          ListFilter.parse(filter.narrowedTo("WorkflowId", "alice.").print()).where().orElseThrow();
      assertThat(narrowed)
          .as(text.toString())
          .isEqualTo(
              filter
                  .where()
                  .<Condition>map(theirs -> new Condition.And(List.of(mine, theirs)))
                  .orElse(mine));
    }

    assertThat(parsed).isGreaterThan(100);
  }

  /** Makes trees of every form, with names and values that look like syntax. */
  private record RandomFilters(Random random) {

    private static final List<String> NAMES =
        List.of("A", "WorkflowId", "_x9", "OR", "order", "with space", "a-b.c", "true");
    private static final List<String> TEXTS =
        List.of("", "x", "'", "''", "\"", "`", "a' OR 'b", "é", ")", "-- ", "%");

    ListFilter filter() {
      List<ListFilter.Order> orders = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        orders.add(new ListFilter.Order(name(), random.nextBoolean()));
      }
      List<String> groups = random.nextInt(4) == 0 ? List.of(name()) : List.of();
      return new ListFilter(
          random.nextInt(10) == 0 ? Optional.empty() : Optional.of(condition(3)), orders, groups);
    }

    private Condition condition(int depth) {
      return switch (random.nextInt(depth == 0 ? 5 : 8)) {
        case 0 ->
            new Condition.Comparison(
                name(), List.of("=", "!=", "<", "<=", ">", ">=").get(random.nextInt(6)), literal());
        case 1 -> new Condition.In(name(), random.nextBoolean(), List.of(literal(), literal()));
        case 2 -> new Condition.Between(name(), random.nextBoolean(), literal(), literal());
        case 3 -> new Condition.StartsWith(name(), random.nextBoolean(), text());
        case 4 -> new Condition.IsNull(name(), random.nextBoolean());
        case 5 -> new Condition.Not(condition(depth - 1));
        case 6 -> new Condition.And(List.of(condition(depth - 1), condition(depth - 1)));
        default -> new Condition.Or(List.of(condition(depth - 1), condition(depth - 1)));
      };
    }

    private Literal literal() {
      return switch (random.nextInt(3)) {
        case 0 -> text();
        case 1 -> new Literal.Numeral(List.of("0", "-1", "12.50").get(random.nextInt(3)));
        default -> new Literal.Truth(random.nextBoolean());
      };
    }

    private Literal.Text text() {
      return new Literal.Text(TEXTS.get(random.nextInt(TEXTS.size())));
    }

    private String name() {
      return NAMES.get(random.nextInt(NAMES.size()));
    }
  }
}

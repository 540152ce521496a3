package dev.locum.gateway.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Any text is a filter or refused. In a normal run the empty input is tried; new ones are searched
 * for by
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 ./mvnw -q -pl gateway -am test -Djazzer.hooks=true \
 *   -Dtest='ListFilterFuzzTest' -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
final class ListFilterFuzzTest {

  /** Whatever was written stays one part of an AND whose first part is the tenant's. */
  @FuzzTest(maxDuration = "1m")
  void filter_ofAnyText_staysWithinTheTenantOrIsRefused(byte[] bytes) {
    ListFilter filter;
    try {
      filter = ListFilter.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (FilterException e) {
      return;
    }

    ListFilter narrowed = ListFilter.parse(filter.narrowedTo("WorkflowId", "alice.").print());

    Condition mine = new Condition.StartsWith("WorkflowId", false, new Literal.Text("alice."));
    Optional<Condition> expected =
        filter.where().map(theirs -> (Condition) new Condition.And(List.of(mine, theirs)));
    assertThat(narrowed.where()).contains(expected.orElse(mine));
    assertThat(narrowed.orderBy()).isEqualTo(filter.orderBy());
    assertThat(narrowed.groupBy()).isEqualTo(filter.groupBy());
  }
}

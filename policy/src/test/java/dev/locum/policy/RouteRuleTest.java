package dev.locum.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.ActionSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rule that makes no sense cannot be built. */
final class RouteRuleTest {

  private static final ActionSet ACTIONS = ActionSet.ofNames("a", "b", "c");

  @Test
  void rule_compensationOfAnUndeclaredAction_isRefused() {
    assertRefused(DemoPolicy.compensation("b", "z"));
    assertRefused(DemoPolicy.compensation("z", "a"));
  }

  @Test
  void rule_compensationThatIsItselfUndone_isRefused() {
    assertRefused(DemoPolicy.compensation("b", "a"), DemoPolicy.compensation("c", "b"));
  }

  @Test
  void rule_repeatedCompensation_isRefused() {
    assertRefused(DemoPolicy.compensation("b", "a"), DemoPolicy.compensation("b", "a"));
  }

  @Test
  void rule_withoutTaskQueue_isRefused() {
    assertThatThrownBy(
            () -> new RouteRule(ACTIONS, List.of(), List.of(), RouteLimits.of(Duration.ofHours(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void compensation_ofItself_isRefused() {
    assertThatThrownBy(() -> DemoPolicy.compensation("a", "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void limits_outsideTheirRange_areRefused() {
    Duration hour = Duration.ofHours(1);
    Duration minute = Duration.ofMinutes(1);
    List<List<Duration>> outside =
        List.of(
            List.of(Duration.ZERO, minute, hour),
            List.of(Duration.ofDays(30).plusNanos(1), minute, hour),
            List.of(hour, Duration.ofSeconds(9), hour),
            List.of(hour, Duration.ofMinutes(16), hour),
            List.of(hour, minute, Duration.ofSeconds(-1)),
            List.of(hour, minute, Duration.ofDays(31)));

    for (List<Duration> each : outside) {
      assertThatThrownBy(() -> new RouteLimits(each.get(0), each.get(1), each.get(2)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(RouteLimits.of(hour).token()).isEqualTo(Duration.ofMinutes(5));
    assertThat(RouteLimits.of(hour).compensation()).isEqualTo(hour);
  }

  @Test
  void routeName_ofAnotherForm_isRefused() {
    for (String name : List.of("", "Trip", "-trip", "trip/../x", "a".repeat(64), "trip\n")) {
      assertThatThrownBy(() -> new RouteName(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertRefused(Compensation... compensations) {
    assertThatThrownBy(() ->
            new RouteRule(
                ACTIONS, List.of(compensations), List.of("q"), RouteLimits.of(Duration.ofHours(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.locum.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.Action;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which actions a delegation permits, in each state and on each side of its two instants. */
final class CompensationRuleTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant EXPIRY = NOON.plus(Duration.ofHours(1));
  private static final Instant COMPENSATION_END = EXPIRY.plus(Duration.ofHours(1));

  /**
   * The whole table: state, when, was the step recorded, may the step be taken, may it be undone.
   */
  @ParameterizedTest
  @CsvSource({
    "ISSUED,       BEFORE,  false, ALLOWED,            COMPENSATION_WITHOUT_STEP",
    "ISSUED,       BEFORE,  true,  ALLOWED,            ALLOWED",
    "ACTIVE,       BEFORE,  true,  ALLOWED,            ALLOWED",
    "ACTIVE,       BEFORE,  false, ALLOWED,            COMPENSATION_WITHOUT_STEP",
    "ACTIVE,       BETWEEN, true,  DELEGATION_EXPIRED, ALLOWED",
    "ACTIVE,       BETWEEN, false, DELEGATION_EXPIRED, COMPENSATION_WITHOUT_STEP",
    "ACTIVE,       AFTER,   true,  DELEGATION_EXPIRED, COMPENSATION_TOO_LATE",
    "REVOKED,      BEFORE,  true,  DELEGATION_REVOKED, ALLOWED",
    "REVOKED,      BEFORE,  false, DELEGATION_REVOKED, COMPENSATION_WITHOUT_STEP",
    "REVOKED,      BETWEEN, true,  DELEGATION_REVOKED, ALLOWED",
    "REVOKED,      AFTER,   true,  DELEGATION_REVOKED, COMPENSATION_TOO_LATE",
    "REVOKED_HARD, BEFORE,  true,  DELEGATION_REVOKED, DELEGATION_REVOKED",
    "REVOKED_HARD, BETWEEN, true,  DELEGATION_REVOKED, DELEGATION_REVOKED",
    "CLOSED,       BEFORE,  true,  DELEGATION_CLOSED,  DELEGATION_CLOSED",
    "CLOSED,       BETWEEN, true,  DELEGATION_CLOSED,  DELEGATION_CLOSED",
    "ABANDONED,    BEFORE,  true,  DELEGATION_CLOSED,  DELEGATION_CLOSED",
  })
  void decide_inEachStateAndTime_followsTheTable(
      DelegationState state, When when, boolean recorded, String step, String undo) {
    DelegationStanding standing = standing(state, recorded ? Set.of("fleet.reserve") : Set.of());

    assertThat(outcome(standing, "fleet.reserve", when.instant)).isEqualTo(step);
    assertThat(outcome(standing, "fleet.release", when.instant)).isEqualTo(undo);
  }

  @Test
  void decide_atTheInstantOfExpiry_isExpired() {
    DelegationStanding standing = standing(DelegationState.ACTIVE, Set.of("fleet.reserve"));

    assertThat(outcome(standing, "fleet.reserve", EXPIRY.minusNanos(1))).isEqualTo("ALLOWED");
    assertThat(outcome(standing, "fleet.reserve", EXPIRY)).isEqualTo("DELEGATION_EXPIRED");
    assertThat(outcome(standing, "fleet.release", COMPENSATION_END.minusNanos(1)))
        .isEqualTo("ALLOWED");
    assertThat(outcome(standing, "fleet.release", COMPENSATION_END))
        .isEqualTo("COMPENSATION_TOO_LATE");
  }

  @Test
  void decide_actionThatWasNotGranted_isDeniedInEveryState() {
    for (DelegationState state : DelegationState.values()) {
      assertThat(outcome(standing(state, Set.of()), "iam.delete", NOON)).isNotEqualTo("ALLOWED");
    }
    assertThat(outcome(standing(DelegationState.ACTIVE, Set.of()), "iam.delete", NOON))
        .isEqualTo(DenialReason.ACTION_NOT_GRANTED.name());
  }

  @Test
  void decide_recordedStepOfAnother_doesNotPermitTheCompensation() {
    DelegationStanding standing = standing(DelegationState.REVOKED, Set.of("billing.charge"));

    assertThat(outcome(standing, "fleet.release", NOON)).isEqualTo("COMPENSATION_WITHOUT_STEP");
    assertThat(outcome(standing, "billing.refund", NOON)).isEqualTo("ALLOWED");
  }

  @Test
  void permitted_whileOpen_isEverythingWhoseStepIsRecorded() {
    PermittedActions permitted =
        CompensationRule.permitted(standing(DelegationState.ACTIVE, Set.of("fleet.reserve")), NOON)
            .orElseThrow();

    assertThat(permitted.compensationsOnly()).isFalse();
    assertThat(permitted.actions().toSet())
        .contains(new Action("trip.record"), new Action("fleet.release"))
        .doesNotContain(new Action("trip.cancel"));
  }

  @Test
  void permitted_afterRevocation_isRecordedCompensationsOnly() {
    PermittedActions permitted =
        CompensationRule.permitted(
                standing(DelegationState.REVOKED, Set.of("fleet.reserve", "trip.record")), NOON)
            .orElseThrow();

    assertThat(permitted.compensationsOnly()).isTrue();
    assertThat(permitted.actions().toScope()).isEqualTo("fleet.release trip.cancel");
  }

  /** What is permitted as a set and one by one must be the same in every corner. */
  @Test
  void permitted_andDecide_agreeInEveryCorner() {
    for (DelegationState state : DelegationState.values()) {
      for (When when : When.values()) {
        DelegationStanding standing = standing(state, Set.of("billing.charge"));
        Set<Action> all =
            CompensationRule.permitted(standing, when.instant)
                    instanceof Decision.Allow<PermittedActions> allow
                ? allow.obligations().actions().toSet()
                : Set.of();
        for (Action action : DemoPolicy.ACTIONS) {
          assertThat(CompensationRule.decide(standing, action, when.instant).isAllowed())
              .as("%s %s %s", state, when, action)
              .isEqualTo(all.contains(action));
        }
      }
    }
  }

  /** Everything else equal, ending a delegation never permits more than before. */
  @Test
  void permitted_afterAnyEnd_isNeverMoreThanBefore() {
    Set<Action> open = actions(DelegationState.ACTIVE, NOON);

    for (DelegationState state : DelegationState.values()) {
      assertThat(open).containsAll(actions(state, NOON));
      assertThat(actions(state, NOON)).containsAll(actions(state, EXPIRY));
      assertThat(actions(state, EXPIRY)).containsAll(actions(state, COMPENSATION_END));
    }
  }

  private static Set<Action> actions(DelegationState state, Instant now) {
    return CompensationRule.permitted(standing(state, Set.of("fleet.reserve")), now)
            instanceof Decision.Allow<PermittedActions> allow
        ? allow.obligations().actions().toSet()
        : Set.of();
  }

  private static String outcome(DelegationStanding standing, String action, Instant now) {
    Decision<PermittedActions> decision =
        CompensationRule.decide(standing, new Action(action), now);
    return decision instanceof Decision.Deny<PermittedActions> deny
        ? deny.reason().name()
        : "ALLOWED";
  }

  private static DelegationStanding standing(DelegationState state, Set<String> recorded) {
    return new DelegationStanding(
        state,
        EXPIRY,
        COMPENSATION_END,
        DemoPolicy.ACTIONS,
        DemoPolicy.COMPENSATIONS,
        recorded.stream().map(Action::new).collect(Collectors.toSet()));
  }

  /** On which side of the two instants. */
  enum When {
    BEFORE(NOON),
    BETWEEN(EXPIRY.plusSeconds(1)),
    AFTER(COMPENSATION_END.plusSeconds(1));

    private final Instant instant;

    When(Instant instant) {
      this.instant = instant;
    }
  }
}

package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the tests of attacks fail where a refusal is not audited, or is audited as another's. */
@Tag("both-temporals")
@InRealWorld("seen")
final class AttacksTest {

  /** Far longer than events take that do come. */
  private static final Duration SHIPPED = Duration.ofSeconds(30);

  /** A little longer than they take. */
  private static final Duration NOT_SHIPPED = Duration.ofSeconds(3);

  private final RealWorld world;

  AttacksTest(RealWorld world) {
    this.world = world;
  }

  @Test
  void refusalThatIsInTheTrail_isFound() {
    Attacks attacks = attacked(world.gateway().authService()::events, SHIPPED);

    attacks.assertAudited();
  }

  /** Auditing switched off for one rule, and events that name somebody else. */
  @Test
  void refusalThatIsNotInTheTrail_failsTheTest() {
    for (UnaryOperator<AuditEvent> switched :
        List.<UnaryOperator<AuditEvent>>of(
            event -> AuditEvent.getDefaultInstance(),
            event -> event.toBuilder().setTenant("alice").build(),
            event -> event.toBuilder().setReason(DenialReason.WORK_NOT_FOUND.code()).build(),
            event -> event.toBuilder().setDetail("another method").build(),
            event -> event.toBuilder().setCorrelationId("another call").build())) {
      Attacks attacks =
          attacked(
              () -> world.gateway().authService().events().stream().map(switched).toList(),
              NOT_SHIPPED);

      assertThatThrownBy(attacks::assertAudited).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void attackThatSucceeds_failsTheTest() {
    Party alice = world.through("alice-starter");

    assertThatThrownBy(() ->
            world
                .attacks()
                .refused(DenialReason.WORK_NOT_FOUND, () -> alice.start("alice.own", "alice-seen")))
        .isInstanceOf(AssertionError.class);
    assertThat(world.attacks().isAsserted()).isFalse();
    alice.terminate("alice.own");
  }

  /** Bob starts on a queue of Alice's. */
  private Attacks attacked(Supplier<List<AuditEvent>> trail, Duration shipped) {
    Attacks attacks = new Attacks(trail, shipped);
    Party bob =
        new Party(
            attacks.noting(world.gateway().withApiKey("bob-starter"), "bob-starter"),
            RealWorld.SHARED);
    attacks.refused(DenialReason.ACTION_NOT_ALLOWED, () -> bob.start("bob.intruder", "alice-seen"));
    return attacks;
  }
}

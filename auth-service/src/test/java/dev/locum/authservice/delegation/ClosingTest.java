package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.policy.DelegationState;
import dev.locum.token.DelegationId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many workflows that have ended, in one call. */
class ClosingTest {

  private DelegationWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** S3-34: each ends, and each has its event. */
  @Test
  void close_many_endsEachAndTellsOfEach() {
    List<Issued> issued = IntStream.range(0, 12).mapToObj(this::started).toList();
    world.logins.forgetEvents();

    List<Closing.Refused> refused =
        world
            .delegations
            .closing()
            .close(
                world.alices, issued.stream().map(each -> ended(each, "COMPLETED")).toList(), "");

    assertThat(refused).isEmpty();
    assertThat(issued).allMatch(each -> state(each) == DelegationState.CLOSED);
    assertThat(world.logins.events(AuditEventType.DELEGATION_CLOSED))
        .extracting(event -> event.execution().delegationId())
        .containsExactlyInAnyOrderElementsOf(
            issued.stream().map(each -> each.delegation().id().value()).toList());
  }

  @Test
  void close_oneRefused_closesTheOthersAndSaysWhich() {
    Issued first = started(1);
    Issued second = started(2);
    Issued third = started(3);
    DelegationId unknown = new DelegationId("00000000-0000-7000-8000-000000000000");

    List<Closing.Refused> refused =
        world
            .delegations
            .closing()
            .close(
                world.alices,
                List.of(
                    ended(first, "COMPLETED"),
                    new Closing.Ended(second.delegation().id(), "another-run", "COMPLETED"),
                    new Closing.Ended(unknown, DelegationWorld.RUN, "COMPLETED"),
                    ended(third, "FAILED")),
                "");

    assertThat(refused)
        .extracting(Closing.Refused::delegation)
        .containsExactly(second.delegation().id(), unknown);
    assertThat(List.of(state(first), state(second), state(third)))
        .containsExactly(DelegationState.CLOSED, DelegationState.ACTIVE, DelegationState.CLOSED);
    assertThat(world.logins.events(AuditEventType.DELEGATION_CLOSED))
        .filteredOn(event -> !event.decision().isAllowed())
        .hasSize(2);
  }

  /** Another tenant's worker ends nothing, and learns nothing of what there is. */
  @Test
  void close_anotherTenantsWorker_endsNothing() {
    Issued issued = started(1);

    List<Closing.Refused> refused =
        world.delegations.closing().close(world.bobs, List.of(ended(issued, "COMPLETED")), "");

    assertThat(refused)
        .extracting(Closing.Refused::reason)
        .containsExactly(DenialReason.WORK_NOT_FOUND);
    assertThat(state(issued)).isEqualTo(DelegationState.ACTIVE);
  }

  /** Nobody is told that something was done which nobody could write down. */
  @Test
  void close_trailTakesNothing_fails() {
    Issued issued = started(1);
    world.logins.store.write(tx ->
        tx.update(
            "CREATE TRIGGER planted BEFORE INSERT ON audit_event"
                + " BEGIN SELECT RAISE(ABORT, 'planted: the trail takes nothing'); END"));

    assertThatThrownBy(() ->
            world
                .delegations
                .closing()
                .close(world.alices, List.of(ended(issued, "COMPLETED")), ""))
        .isInstanceOf(RuntimeException.class);
    assertThat(state(issued)).isEqualTo(DelegationState.ACTIVE);
  }

  @Test
  void close_noneOrTooMany_isRefused() {
    Closing.Ended one = ended(started(1), "COMPLETED");

    for (int count : new int[] {0, Closing.MOST + 1}) {
      assertThatThrownBy(() ->
              world.delegations.closing().close(world.alices, Collections.nCopies(count, one), ""))
          .isInstanceOfSatisfying(
              DenialException.class,
              denial -> assertThat(denial.reason()).isEqualTo(DenialReason.REQUEST_INVALID));
    }
  }

  private Issued started(int number) {
    Issued issued = world.issue("key-" + number);
    world.verify(world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued));
    return issued;
  }

  private static Closing.Ended ended(Issued issued, String outcome) {
    return new Closing.Ended(issued.delegation().id(), DelegationWorld.RUN, outcome);
  }

  private DelegationState state(Issued issued) {
    return world
        .delegations
        .finding()
        .get(Optional.empty(), new Finding.Name.Id(issued.delegation().id()))
        .delegation()
        .standing()
        .state();
  }
}

package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.Action;
import dev.locum.token.DelegationId;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decision that cannot be told of is not taken, and a refusal is still no allowance (S3-89). */
class AuditedOrNotDoneTest {

  private DelegationWorld world;
  private Issued issued;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
    issued = world.issue("key-1");
    world.verify(
        world.alices,
        DelegationWorld.token(issued),
        DelegationWorld.execution(issued),
        "fleet.reserve");
    world.logins.store.write(tx ->
        tx.update(
            "CREATE TRIGGER planted BEFORE INSERT ON audit_event"
                + " BEGIN SELECT RAISE(ABORT, 'planted: the trail takes nothing'); END"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void trailTakesNothing_nothingIsDone() {
    String before = records();

    assertNotDone(() -> world.issue("key-2"));
    assertNotDone(() -> take("billing.open"));
    assertNotDone(() -> exchange());
    assertNotDone(() -> renew());
    assertNotDone(() -> revoke());
    assertNotDone(() -> close("COMPLETED"));
    assertNotDone(() -> close("NO_OUTCOME"));
    assertNotDone(() -> world.delegations.ending().bind(world.trigger, id(), "run-2", "corr"));

    assertThat(records()).isEqualTo(before);
  }

  @Test
  void trailTakesEventsAgain_itGoesOn() {
    world.logins.store.write(tx -> tx.update("DROP TRIGGER planted"));

    take("billing.open");

    assertThat(found().steps())
        .containsExactly(new Action("fleet.reserve"), new Action("billing.open"));
  }

  private String records() {
    return world.logins.store.read(tx ->
        tx.query("SELECT id, state FROM delegation", row -> row.text("id") + row.text("state"))
            + found().steps().toString()
            + tx.query("SELECT run_id FROM delegation_run", row -> row.text("run_id")));
  }

  private Finding.Found found() {
    return world.delegations.finding().get(Optional.empty(), new Finding.Name.Id(id()));
  }

  private DelegationId id() {
    return issued.delegation().id();
  }

  private void take(String action) {
    world.verify(
        world.alices, DelegationWorld.token(issued), DelegationWorld.execution(issued), action);
  }

  private Object exchange() {
    return world.exchange(issued, "fleet", "fleet.reserve");
  }

  private Object renew() {
    return world.renew(issued);
  }

  private Object revoke() {
    return world
        .delegations
        .ending()
        .revoke(
            new Ending.Asker(Optional.of(world.operator), Optional.empty(), "corr"),
            id(),
            true,
            "OPERATOR_REQUEST");
  }

  private Object close(String outcome) {
    return world
        .delegations
        .ending()
        .close(world.alices, id(), DelegationWorld.RUN, outcome, "corr");
  }

  private static void assertNotDone(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(RuntimeException.class);
  }
}

package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.delegation.Checking.Place;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a gateway is told of a delegation that it sees on a call or a task (S3-03, S3-14, S3-60).
 */
class CheckingTest {

  private static final Workload GATEWAY = workload("gateway", WorkloadKind.GATEWAY, "");
  private static final Workload ALICES_STARTER =
      workload("alice-starter", WorkloadKind.STARTER, "alice");
  private static final Workload BOBS_STARTER = workload("bob-starter", WorkloadKind.STARTER, "bob");

  private DelegationWorld world;
  private Issued issued;
  private RawToken token;
  private String user;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
    world.logins.store.write(tx -> {
      for (Workload each : List.of(GATEWAY, ALICES_STARTER, BOBS_STARTER)) {
        Workloads.put(tx, each, world.logins.clock.instant());
      }
      return true;
    });
    issued = world.issue("key-1");
    token = DelegationWorld.token(issued);
    user = issued.delegation().party().subject().value();
    world.logins.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void start_byTheTrigger_isGoodAndBindsNothing() {
    Checking.Answer answer = check(world.trigger, Place.START, start());

    assertThat(answer.delegation().id()).isEqualTo(issued.delegation().id());
    assertThat(answer.validFor()).isEqualTo(Duration.ofSeconds(5));
    assertThat(world.verify(world.alices, token, execution("other-run")).delegation()).isNotNull();
  }

  @Test
  void start_byAStarter_isGoodForItsOwnTenantOnly() {
    assertThat(check(ALICES_STARTER, Place.START, start())).isNotNull();

    assertRefused(BOBS_STARTER, Place.START, start(), DenialReason.DELEGATION_WRONG_TENANT);
  }

  @Test
  void start_ofAnotherWorkflowTypeOrQueue_isRefused() {
    Execution own = start();

    assertRefused(
        world.trigger,
        Place.START,
        new Execution("default", "TripWorkflow", "alice.other", "", "", own.taskQueue(), "", ""),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    assertRefused(
        world.trigger,
        Place.START,
        new Execution("default", "Other", own.workflowId(), "", "", own.taskQueue(), "", ""),
        DenialReason.DELEGATION_WRONG_TYPE);
    assertRefused(
        world.trigger,
        Place.START,
        new Execution("default", "TripWorkflow", own.workflowId(), "", "", "queue-bob", "", ""),
        DenialReason.DELEGATION_WRONG_QUEUE);
    assertRefused(
        world.trigger,
        Place.START,
        new Execution("default", "TripWorkflow", own.workflowId(), "", "", "", "", ""),
        DenialReason.DELEGATION_WRONG_QUEUE);
    assertRefused(
        world.trigger,
        Place.START,
        new Execution("other", "TripWorkflow", own.workflowId(), "", "", own.taskQueue(), "", ""),
        DenialReason.DELEGATION_WRONG_NAMESPACE);
  }

  @Test
  void start_withAnExpiredToken_isRefused() {
    world.logins.clock.advance(Duration.ofMinutes(5));

    assertRefused(world.trigger, Place.START, start(), DenialReason.DELEGATION_EXPIRED);
  }

  /** A worker renews what has expired: its tasks and commands depend on the record alone. */
  @Test
  void dispatch_withAnExpiredToken_isGoodWhileTheDelegationLives() {
    bind();
    world.logins.clock.advance(Duration.ofMinutes(6));

    assertThat(check(world.alices, Place.DISPATCH, execution(DelegationWorld.RUN))).isNotNull();
    assertThat(check(world.alices, Place.COMMAND, execution(DelegationWorld.RUN))).isNotNull();
  }

  @Test
  void dispatch_toBobsWorker_isNotHere() {
    bind();

    assertRefused(
        world.bobs,
        Place.DISPATCH,
        execution(DelegationWorld.RUN),
        DenialReason.DELEGATION_WRONG_TENANT);
  }

  @Test
  void dispatch_ofAnotherRunOfTheWorkflow_isRefused() {
    bind();

    assertRefused(
        world.alices, Place.DISPATCH, execution("run-2"), DenialReason.DELEGATION_WRONG_RUN);
  }

  /** Undoing needs its tasks; after a hard revocation nothing is dispatched (S3-79). */
  @Test
  void dispatch_afterRevocation_servesOnlyCompensations() {
    bind();
    world.verify(world.alices, token, execution(DelegationWorld.RUN), "fleet.reserve");
    revoke(false);
    assertThat(check(world.alices, Place.DISPATCH, execution(DelegationWorld.RUN)).validFor())
        .isZero();

    revoke(true);

    assertRefused(
        world.alices,
        Place.DISPATCH,
        execution(DelegationWorld.RUN),
        DenialReason.DELEGATION_REVOKED);
  }

  @Test
  void message_afterRevocation_isRefusedToClients() {
    bind();
    assertThat(check(world.trigger, Place.MESSAGE, message(""))).isNotNull();
    revoke(false);

    assertRefused(world.trigger, Place.MESSAGE, message(""), DenialReason.DELEGATION_REVOKED);
  }

  @Test
  void message_toAnotherWorkflowOrRun_isRefused() {
    bind();

    assertRefused(
        world.trigger,
        Place.MESSAGE,
        new Execution("default", "", "alice.other", "", "", "", "", ""),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    assertRefused(
        world.trigger, Place.MESSAGE, message("run-9"), DenialReason.DELEGATION_WRONG_RUN);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void principalThatIsNotTheDelegations_isForged(Place place) {
    // S2-24D
    Checking.Question forged =
        new Checking.Question(
            token, world.trigger.id(), place, start(), "somebody-else", "alice", false);

    assertThatThrownBy(() -> world.delegations.checking().check(GATEWAY, forged, "corr"))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.CONTEXT_FORGED));
  }

  /** S3-09: two roles, one at a time. */
  @Test
  void workerThatStartsWorkAsWell_startsAsAStarter_andWorksAsAWorker() {
    assertRefused(world.alices, Place.START, start(), DenialReason.DELEGATION_WRONG_WORKLOAD);
    assertRefusedAsStarter(world.alices, Place.START, start());
    world.logins.store.write(tx -> {
      Workloads.put(tx, world.alices.withStartsWork(true), world.logins.clock.instant());
      return true;
    });

    assertThat(checkAsStarter(world.alices, Place.START, start())).isNotNull();
    assertRefused(world.alices, Place.START, start(), DenialReason.DELEGATION_WRONG_WORKLOAD);
    bind();
    assertThat(check(world.alices, Place.DISPATCH, execution(DelegationWorld.RUN))).isNotNull();
    assertRefusedAsStarter(world.alices, Place.DISPATCH, execution(DelegationWorld.RUN));
    assertRefusedAsStarter(world.alices, Place.COMMAND, execution(DelegationWorld.RUN));
  }

  /** Only tasks and commands live on with an old token; a client's signal does not. */
  @Test
  void message_ofAWorkerAsStarter_needsAFreshToken() {
    world.logins.store.write(tx -> {
      Workloads.put(tx, world.alices.withStartsWork(true), world.logins.clock.instant());
      return true;
    });
    bind();
    assertThat(checkAsStarter(world.alices, Place.MESSAGE, message(""))).isNotNull();
    world.logins.clock.advance(Duration.ofMinutes(6));

    assertThat(check(world.alices, Place.MESSAGE, message(""))).isNotNull();
    assertThatThrownBy(() -> checkAsStarter(world.alices, Place.MESSAGE, message("")))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.DELEGATION_EXPIRED));
  }

  private void assertRefusedAsStarter(Workload connected, Place place, Execution execution) {
    assertThatThrownBy(() -> checkAsStarter(connected, place, execution))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.DELEGATION_WRONG_WORKLOAD));
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"COMMAND", "DISPATCH"})
  void clientsHaveNoTasks(Place place) {
    bind();

    assertRefused(
        world.trigger,
        place,
        execution(DelegationWorld.RUN),
        DenialReason.DELEGATION_WRONG_WORKLOAD);
  }

  @Test
  void everyAnswer_leavesOneEvent() {
    // S3-87
    check(world.trigger, Place.START, start());
    assertThat(world.logins.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(AuditEventType.DELEGATION_CHECKED);
          assertThat(event.parties().actor()).isEqualTo("trigger");
        });
  }

  private void bind() {
    world.verify(world.alices, token, execution(DelegationWorld.RUN));
  }

  private void revoke(boolean hard) {
    world
        .delegations
        .ending()
        .revoke(
            new Ending.Asker(Optional.of(world.operator), Optional.empty(), "corr"),
            issued.delegation().id(),
            hard,
            "OPERATOR_REQUEST");
  }

  private Execution start() {
    return DelegationWorld.execution(issued, "", "", DelegationWorld.QUEUE);
  }

  private Execution execution(String run) {
    return DelegationWorld.execution(issued, run, run, DelegationWorld.QUEUE);
  }

  private Execution message(String run) {
    return new Execution(
        "default", "", issued.delegation().scope().workflowId(), run, "", "", "", "");
  }

  private Checking.Answer check(Workload connected, Place place, Execution execution) {
    return check(connected, place, execution, false);
  }

  private Checking.Answer checkAsStarter(Workload connected, Place place, Execution execution) {
    return check(connected, place, execution, true);
  }

  private Checking.Answer check(
      Workload connected, Place place, Execution execution, boolean asStarter) {
    return world
        .delegations
        .checking()
        .check(
            GATEWAY,
            new Checking.Question(
                token, connected.id(), place, execution, user, LoginWorld.ALICE.value(), asStarter),
            "corr");
  }

  private void assertRefused(
      Workload connected, Place place, Execution execution, DenialReason reason) {
    assertThatThrownBy(() -> check(connected, place, execution))
        .isInstanceOfSatisfying(
            DenialException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Workload workload(String id, WorkloadKind kind, String tenant) {
    return new Workload(
        new WorkloadId(id),
        kind,
        tenant.isEmpty() ? Optional.empty() : Optional.of(new TenantId(tenant)),
        List.of(),
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }
}

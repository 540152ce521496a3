package dev.locum.authservice.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Operators;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.RouteLimits;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What workloads may touch at Temporal follows from what is registered (S1-08, S3-56). */
class GrantsTest {

  private static final TenantId BOB = new TenantId("bob");

  private LoginWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = LoginWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void namespaceThatIsNotRegistered_doesNotExist() {
    assertThat(grants(put(worker("alice-worker", LoginWorld.ALICE, "queue-alice")))).isEmpty();
  }

  @Test
  void sharedNamespace_givesAWorkerItsQueuesUnderItsPrefix() {
    Workload alices = put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    put(worker("bob-worker", BOB, "queue-bob"));
    register(shared());

    assertThat(grants(alices))
        .singleElement()
        .satisfies(grant -> {
          assertThat(grant.taskQueues()).containsExactly("queue-alice");
          assertThat(grant.idPrefix()).isEqualTo("alice.");
          assertThat(grant.workflowTypes()).containsExactly("*");
        });
  }

  @Test
  void dedicatedNamespace_hasNoPrefixAndNoOtherTenant() {
    Workload alices = put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    register(namespace(Optional.of(LoginWorld.ALICE)));

    assertThat(grants(alices))
        .singleElement()
        .satisfies(grant -> assertThat(grant.idPrefix()).isEmpty());
    assertRefused(() -> put(worker("bob-worker", BOB, "queue-bob")), DenialReason.ALREADY_OWNED);
  }

  @Test
  void namespaceWithQueuesOfTwoTenants_cannotBecomeOnes() {
    put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    put(worker("bob-worker", BOB, "queue-bob"));

    assertRefused(
        () -> register(namespace(Optional.of(LoginWorld.ALICE))), DenialReason.ALREADY_OWNED);
  }

  @Test
  void tenantOfANamespace_neverChanges() {
    register(namespace(Optional.of(LoginWorld.ALICE)));

    assertRefused(() -> register(shared()), DenialReason.STATE_CONFLICT);
  }

  @Test
  void clients_mayStartTheRoutesOfTheirTenants() {
    put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    put(worker("bob-worker", BOB, "queue-bob"));
    world.store.write(tx -> {
      Rules.putRoute(tx, route("trip", "TripWorkflow", false));
      Rules.putRoute(tx, route("old", "OldWorkflow", true));
      return true;
    });
    register(shared());

    Grant starter =
        grants(put(client("alice-starter", WorkloadKind.STARTER, Optional.of(LoginWorld.ALICE))))
            .get(0);
    Grant trigger = grants(put(client("trigger", WorkloadKind.TRIGGER, Optional.empty()))).get(0);

    assertThat(starter.taskQueues()).containsExactly("queue-alice");
    assertThat(starter.workflowTypes()).containsExactly("TripWorkflow");
    assertThat(starter.idPrefix()).isEqualTo("alice.");
    assertThat(trigger.taskQueues()).containsExactly("queue-alice");
    assertThat(trigger.workflowTypes()).containsExactly("TripWorkflow");
    assertThat(trigger.idPrefix()).isEmpty();
    assertThat(grants(put(client("bob-starter", WorkloadKind.STARTER, Optional.of(BOB)))))
        .singleElement()
        .satisfies(grant -> assertThat(grant.workflowTypes()).isEmpty());
  }

  /** What it may as a worker it may not as a starter, and the other way round. */
  @Test
  void workerThatStartsWorkAsWell_hasWhatAStarterHasBesideItsOwn() {
    Workload plain = put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    put(worker("alice-mails", LoginWorld.ALICE, "queue-mails"));
    world.store.write(tx -> {
      Rules.putRoute(tx, route("trip", "TripWorkflow", false));
      return true;
    });
    register(shared());
    List<Grant> own = grants(plain);
    assertThat(starterGrants(plain)).as("unless it is said").isEmpty();

    Workload both = put(plain.withStartsWork(true));

    assertThat(grants(both)).isEqualTo(own);
    assertThat(starterGrants(both))
        .isEqualTo(
            grants(
                put(client("alice-starter", WorkloadKind.STARTER, Optional.of(LoginWorld.ALICE)))));
    assertThat(starterGrants(both).get(0).workflowTypes()).containsExactly("TripWorkflow");
  }

  private List<Grant> starterGrants(Workload workload) {
    return world.store.read(
        tx -> Grants.ofStartingWorker(tx, Workloads.find(tx, workload.id()).orElseThrow()));
  }

  /**
   * The queues with which a route names one of the worker's own, as far as they are the tenant's.
   */
  @Test
  void worker_mayStartChildren_onOtherPoolsQueuesOfItsRoutes() {
    Workload alices = put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    Workload mails = put(worker("alice-mails", LoginWorld.ALICE, "queue-mails"));
    put(worker("alice-bills", LoginWorld.ALICE, "queue-bills"));
    put(worker("bob-worker", BOB, "queue-bob"));
    register(shared());
    assertThat(grants(alices).get(0).childQueues()).as("without a route: none").isEmpty();

    world.store.write(tx -> {
      Rules.putRoute(tx, route("trip", false, "queue-alice", "queue-mails"));
      Rules.putRoute(tx, route("bill", false, "queue-bills"));
      Rules.putRoute(tx, route("old", true, "queue-alice", "queue-bills"));
      return true;
    });

    assertThat(grants(alices).get(0).childQueues()).containsExactly("queue-mails");
    assertThat(grants(alices).get(0).taskQueues()).containsExactly("queue-alice");
    assertThat(grants(mails).get(0).childQueues()).containsExactly("queue-alice");
  }

  /** Nothing narrows there what a child does: one pool would act through another. */
  @ParameterizedTest
  @EnumSource(value = DelegationRule.class, names = "REQUIRED", mode = EnumSource.Mode.EXCLUDE)
  void worker_startsNoChildOnAnotherPoolsQueue_whereNoDelegationIsRequired(DelegationRule rule) {
    Workload alices = put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    put(worker("alice-mails", LoginWorld.ALICE, "queue-mails"));
    register(new Namespace("default", Optional.empty(), rule, Set.of(CredentialKind.CERTIFICATE)));
    world.store.write(tx -> {
      Rules.putRoute(tx, route("trip", false, "queue-alice", "queue-mails"));
      return true;
    });

    assertThat(grants(alices).get(0).childQueues()).isEmpty();
    assertThat(grants(alices).get(0).taskQueues()).containsExactly("queue-alice");
  }

  @Test
  void trigger_mayStartNothingOfADisabledTenant() {
    put(worker("alice-worker", LoginWorld.ALICE, "queue-alice"));
    world.store.write(tx -> {
      Rules.putRoute(tx, route("trip", "TripWorkflow", false));
      return true;
    });
    register(shared());
    Workload trigger = put(client("trigger", WorkloadKind.TRIGGER, Optional.empty()));
    assertThat(grants(trigger)).hasSize(1);

    world.setTenant(LoginWorld.ALICE, true);

    assertThat(grants(trigger)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "temporal-system", "a b", "a/b"})
  void nameThatTemporalRefusesOrKeeps_isRefused(String name) {
    assertThatThrownBy(() ->
            new Namespace(
                name,
                Optional.empty(),
                DelegationRule.REQUIRED,
                Set.of(CredentialKind.CERTIFICATE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Namespace shared() {
    return namespace(Optional.empty());
  }

  private static Namespace namespace(Optional<TenantId> tenant) {
    return new Namespace(
        "default", tenant, DelegationRule.REQUIRED, Set.of(CredentialKind.CERTIFICATE));
  }

  private void register(Namespace namespace) {
    world.store.write(tx -> {
      Namespaces.put(tx, namespace, world.clock.instant());
      return true;
    });
  }

  private Workload put(Workload workload) {
    return world.store.write(tx -> {
      Workloads.put(tx, workload, world.clock.instant());
      return workload;
    });
  }

  private List<Grant> grants(Workload workload) {
    return world.store.read(tx -> Grants.of(tx, workload));
  }

  private static Route route(String name, String type, boolean disabled) {
    return route(name, type, disabled, List.of("queue-alice"));
  }

  private static Route route(String name, boolean disabled, String... queues) {
    return route(name, "TripWorkflow", disabled, List.of(queues));
  }

  private static Route route(String name, String type, boolean disabled, List<String> queues) {
    return new Route(
        LoginWorld.ALICE,
        new RouteName(name),
        "default",
        type,
        new RouteRule(
            ActionSet.ofNames("fleet.reserve"),
            List.of(),
            queues,
            new RouteLimits(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofMinutes(30))),
        List.of(),
        disabled);
  }

  @Test
  void operator_hasBusinessAtTemporalOnlyIfItAdministersThePlatform() {
    Workload administers = operator(Optional.empty(), AdministratorRole.OPERATOR);

    for (Workload other :
        List.of(
            operator(Optional.empty(), AdministratorRole.VIEWER),
            operator(Optional.empty(), AdministratorRole.SECURITY),
            operator(Optional.of(LoginWorld.ALICE), AdministratorRole.ADMINISTRATOR))) {
      assertThat(Grants.mayConnect(other)).as(other.toString()).isFalse();
    }
    assertThat(Grants.mayConnect(administers)).isTrue();
  }

  private static Workload operator(Optional<TenantId> tenant, AdministratorRole role) {
    return Operators.workload("op", tenant, Set.of(role));
  }

  private static Workload worker(String id, TenantId tenant, String queue) {
    return workload(
        id, WorkloadKind.WORKER, Optional.of(tenant), List.of(new TaskQueue("default", queue)));
  }

  private static Workload client(String id, WorkloadKind kind, Optional<TenantId> tenant) {
    return workload(id, kind, tenant, List.of());
  }

  private static Workload workload(
      String id, WorkloadKind kind, Optional<TenantId> tenant, List<TaskQueue> queues) {
    return new Workload(
        new WorkloadId(id),
        kind,
        tenant,
        queues,
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }

  private static void assertRefused(Runnable change, DenialReason reason) {
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(
            DenialException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}

package dev.locum.authservice.delegation;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.fixture.TestPostgresql;
import dev.locum.authservice.identifier.TimeOrderedIdentifiers;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RouteDownstream;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.AccessContext;
import dev.locum.policy.Compensation;
import dev.locum.policy.RoleGrant;
import dev.locum.policy.RouteLimits;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Alice's and Bob's workers, a trigger, two downstreams, and the route {@code trip} of tenant
 * alice.
 */
final class DelegationWorld implements AutoCloseable {

  static final String QUEUE = "queue-alice";
  static final String RUN = "run-1";
  static final Duration START_WINDOW = Duration.ofSeconds(60);

  final LoginWorld logins;
  final Delegations delegations;
  final Workload trigger = platform("trigger", WorkloadKind.TRIGGER, Optional.empty());
  final Workload operator = platform("operator", WorkloadKind.OPERATOR, Optional.empty());
  final Workload fleet =
      platform("fleet", WorkloadKind.DOWNSTREAM, Optional.of(new Audience("fleet")));
  final Workload alices = worker("alice-worker", "alice", QUEUE);
  final Workload bobs = worker("bob-worker", "bob", "queue-bob");
  final RawToken access;
  volatile OpenWorkflows.Liveness liveness = OpenWorkflows.Liveness.OPEN;

  /** Asking Temporal for this workflow ends in {@link #poison}. */
  volatile String poisoned = "";

  volatile Throwable poison = new IllegalStateException("planted");

  DelegationWorld(Path directory) {
    this(LoginWorld.open(directory));
  }

  /** The same world over PostgreSQL. */
  DelegationWorld(TestPostgresql.Login database) {
    this(LoginWorld.open(database));
  }

  private DelegationWorld(LoginWorld logins) {
    this.logins = logins;
    delegations =
        Delegations.of(
            new Delegations.Needs(
                logins.store,
                logins.trail,
                new Tickets(logins.issuer, logins.verifier, new Audience("locum"), logins.clock),
                logins.verifier,
                logins.accessTokens,
                (namespace, workflowId, firstRun) -> livenessOf(workflowId),
                new TimeOrderedIdentifiers(logins.clock, logins.random),
                Proofs.of(logins)),
            START_WINDOW);
    logins.store.write(tx -> {
      for (Workload workload : List.of(trigger, operator, fleet, alices, bobs)) {
        Workloads.put(tx, workload, logins.clock.instant());
      }
      Rules.putDownstream(
          tx,
          new Downstream(
              new Audience("fleet"),
              ActionSet.ofNames("fleet.reserve", "fleet.release"),
              true,
              Duration.ofSeconds(60)));
      Rules.putDownstream(
          tx,
          new Downstream(
              new Audience("billing"),
              ActionSet.ofNames("billing.open"),
              false,
              Duration.ofSeconds(30)));
      Rules.putRoute(tx, route());
      Rules.putRole(
          tx,
          new Role(
              LoginWorld.ALICE,
              "rider",
              new RoleGrant(
                  Set.of(new RouteName("trip")),
                  ActionSet.ofNames("fleet.reserve", "fleet.release", "billing.open"),
                  false)));
      return true;
    });
    access = logins.sessionOfAda().access().token();
    logins.forgetEvents();
  }

  /** Another reconciler of the same world. */
  Reconciler reconciler(Duration interval) {
    return new Reconciler(
        new Decisions(logins.store, logins.trail),
        new Tickets(logins.issuer, logins.verifier, new Audience("locum"), logins.clock),
        (namespace, workflowId, firstRun) -> livenessOf(workflowId),
        interval);
  }

  private OpenWorkflows.Liveness livenessOf(String workflowId) {
    if (workflowId.equals(poisoned)) {
      switch (poison) {
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        default -> throw new IllegalStateException(poison);
      }
    }
    return liveness;
  }

  static Route route() {
    return new Route(
        LoginWorld.ALICE,
        new RouteName("trip"),
        "default",
        "TripWorkflow",
        new RouteRule(
            ActionSet.ofNames("fleet.reserve", "fleet.release", "billing.open", "trip.end"),
            List.of(new Compensation(new Action("fleet.release"), new Action("fleet.reserve"))),
            List.of(QUEUE),
            new RouteLimits(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofMinutes(30))),
        List.of(
            new RouteDownstream(new Audience("fleet"), DownstreamMode.EXCHANGE),
            new RouteDownstream(new Audience("billing"), DownstreamMode.EXCHANGE)),
        false);
  }

  private static Workload platform(String id, WorkloadKind kind, Optional<Audience> downstream) {
    return new Workload(
        new WorkloadId(id),
        kind,
        Optional.empty(),
        List.of(),
        false,
        WorkloadCredentials.none(),
        List.of(),
        downstream,
        kind == WorkloadKind.OPERATOR ? Set.of(AdministratorRole.ADMINISTRATOR) : Set.of());
  }

  static Workload worker(String id, String tenant, String queue) {
    return new Workload(
        new WorkloadId(id),
        WorkloadKind.WORKER,
        Optional.of(new TenantId(tenant)),
        List.of(new TaskQueue("default", queue)),
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }

  Issued issue(String key) {
    return issue(key, "a".repeat(64));
  }

  Issued issue(String key, String digest) {
    return delegations
        .issuing()
        .issue(
            trigger,
            new IssueRequest(
                ShownAccess.borne(access),
                "trip",
                key,
                digest,
                ActionSet.empty(),
                AccessContext.none()),
            "corr");
  }

  static RawToken token(Issued issued) {
    return issued.token().orElseThrow().token();
  }

  /** The workflow itself, as alice's worker sees it. */
  static Execution execution(Issued issued) {
    return execution(issued, RUN, RUN, QUEUE);
  }

  static Execution execution(Issued issued, String run, String firstRun, String queue) {
    return new Execution(
        "default",
        "TripWorkflow",
        issued.delegation().scope().workflowId(),
        run,
        firstRun,
        queue,
        "",
        "");
  }

  Verifying.Answer verify(Workload worker, RawToken token, Execution execution) {
    return verify(worker, token, execution, "");
  }

  Verifying.Answer verify(Workload worker, RawToken token, Execution execution, String action) {
    return delegations
        .verifying()
        .verify(
            worker,
            new Verifying.Question(
                token,
                execution,
                action.isEmpty() ? "" : "Activity",
                action.isEmpty() ? Optional.empty() : Optional.of(new Action(action))),
            "corr");
  }

  /** Alice's worker exchanges a ticket. */
  IssuedToken exchange(Exchanging.Question question) {
    return delegations.exchanging().exchange(alices, question, "corr");
  }

  /** The ticket of the workflow itself, for a service, without a proof. */
  IssuedToken exchange(Issued issued, String downstream, String... actions) {
    return exchange(
        new Exchanging.Question(
            token(issued),
            Optional.of(execution(issued)),
            new Exchanging.Target.Service(downstream),
            ActionSet.ofNames(actions)));
  }

  /** Alice's worker renews what the workflow itself holds. */
  IssuedToken renew(Issued issued) {
    return renew(token(issued), execution(issued), ShownProof.none());
  }

  /** Alice's worker renews this ticket. */
  IssuedToken renew(RawToken token, Execution execution, ShownProof shown) {
    return delegations
        .renewing()
        .renew(alices, new Renewing.Question(token, execution, shown), "corr");
  }

  @Override
  public void close() {
    logins.close();
  }
}

package dev.locum.launcher.topology;

import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc.ClientServiceBlockingStub;
import dev.locum.protocol.admin.v1.Compensation;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.DownstreamMode;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteDownstream;
import dev.locum.protocol.admin.v1.SenderConstraint;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The tenants, users, workloads and routes of the car-sharing example, put into an auth service
 * through its administration API. Putting them twice changes nothing.
 */
public final class World {

  public static final String NAMESPACE = "default";

  /** All that Temporal must know. */
  static final List<String> NAMESPACES = List.of(NAMESPACE, OwnNamespace.NAME);

  /** The route that every tenant has. */
  public static final String ROUTE = "trip";

  /** A route that only the tenant alice has. */
  public static final String ROUTE_OF_ALICE = "express";

  public static final String WORKFLOW_TYPE = "TripWorkflow";

  /** The two tenants; each owns {@code queue-<tenant>} and {@code <tenant>-worker}. */
  public static final List<String> TENANTS = List.of("alice", "bob");

  /** Users by name, with their tenant and role. */
  public static final List<Person> PEOPLE =
      List.of(
          new Person("ada", "alice", "rider"),
          new Person("vic", "alice", "viewer"),
          new Person("ben", "bob", "rider"));

  /** What each downstream does. */
  public static final Map<String, List<String>> ACTIONS =
      Map.of(
          "fleet", List.of("fleet.reserve", "fleet.release"),
          "trip", List.of("trip.record", "trip.end", "trip.cancel"),
          "billing",
              List.of(
                  "billing.open",
                  "billing.charge",
                  "billing.settle",
                  "billing.void",
                  "billing.refund"));

  /** A service of the platform that may see what the downstreams hold, and change nothing. */
  public static final String CATALOG = "catalog";

  /** A service of the platform that looks for what cancelled trips left behind. */
  static final String SCHEDULER = "scheduler";

  /** The downstream that takes tokens for the worker's own key alone. */
  static final String BOUND = "billing";

  private static final Map<String, String> UNDOES =
      Map.of(
          "fleet.release", "fleet.reserve",
          "trip.cancel", "trip.record",
          "billing.void", "billing.open",
          "billing.refund", "billing.charge");

  private static final Duration DELEGATION_LIMIT = Duration.ofHours(1);

  private final AdminServiceBlockingStub admin;

  public World(AdminServiceBlockingStub admin) {
    this.admin = admin;
  }

  /** Everything that authenticates with a key of its own, by id. */
  static List<String> workloads() {
    return Stream.concat(
            Part.workloads().stream(), Stream.of(CATALOG, SCHEDULER, ExampleClients.SERVER))
        .toList();
  }

  /** A user of the example. */
  public record Person(String name, String tenant, String role) {}

  /**
   * Puts everything.
   *
   * @param keys public keys (JWK) of the workloads, by id
   * @param thumbprints of certificates with which workloads call Temporal, by id
   * @param passwords passwords of the users, by name
   */
  public void put(
      Map<String, String> keys, Map<String, String> thumbprints, Map<String, String> passwords) {
    ACTIONS.forEach(this::putDownstream);
    putTrigger(keys, thumbprints);
    putPlatformWorkload("gateway", WorkloadKind.WORKLOAD_KIND_GATEWAY, keys);
    for (String downstream : ACTIONS.keySet()) {
      putPlatformWorkload(downstream, WorkloadKind.WORKLOAD_KIND_DOWNSTREAM, keys);
    }
    putCaller(CATALOG, ACTIONS.keySet(), keys);
    putCaller(SCHEDULER, List.of("fleet", "trip"), keys);
    TENANTS.forEach(tenant -> putTenant(tenant, keys, thumbprints));
    putNamespace();
    new OwnNamespace(admin).put(thumbprints);
    new ExampleClients(clients()).put(keys);
    PEOPLE.forEach(person -> putPerson(person, passwords));
  }

  /** The same server, as the same caller. */
  private ClientServiceBlockingStub clients() {
    return ClientServiceGrpc.newBlockingStub(admin.getChannel())
        .withCallCredentials(admin.getCallOptions().getCredentials());
  }

  private void putDownstream(String name, List<String> actions) {
    admin.putDownstream(
        PutDownstreamRequest.newBuilder()
            .setDownstream(
                Downstream.newBuilder()
                    .setName(name)
                    .addAllActions(actions)
                    .setInternal(true)
                    .setSenderConstraint(
                        name.equals(BOUND)
                            ? SenderConstraint.SENDER_CONSTRAINT_DPOP
                            : SenderConstraint.SENDER_CONSTRAINT_NONE))
            .build());
  }

  private void putTrigger(Map<String, String> keys, Map<String, String> thumbprints) {
    admin.putWorkload(
        PutWorkloadRequest.newBuilder()
            .setWorkload(
                Workload.newBuilder()
                    .setId("trigger")
                    .setKind(WorkloadKind.WORKLOAD_KIND_TRIGGER)
                    .addPublicKeys(of(keys, "trigger"))
                    .addCertificateThumbprints(of(thumbprints, "trigger")))
            .build());
  }

  /** Shared by the tenants; nothing is started or delivered in it without a delegation. */
  private void putNamespace() {
    admin.putNamespace(
        PutNamespaceRequest.newBuilder()
            .setNamespace(
                Namespace.newBuilder()
                    .setName(NAMESPACE)
                    .setShared(true)
                    .setDelegations(DelegationRule.DELEGATION_RULE_REQUIRED)
                    .addCredentials(CredentialKind.CREDENTIAL_KIND_CERTIFICATE)
                    .addCredentials(CredentialKind.CREDENTIAL_KIND_API_KEY))
            .build());
  }

  private void putPlatformWorkload(String id, WorkloadKind kind, Map<String, String> keys) {
    Workload.Builder workload =
        Workload.newBuilder().setId(id).setKind(kind).addPublicKeys(of(keys, id));
    if (kind == WorkloadKind.WORKLOAD_KIND_DOWNSTREAM) {
      workload.setDownstream(id);
    }
    if (id.equals("trip")) {
      workload.addServiceAudiences("fleet");
    }
    admin.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
  }

  /** A service that calls others as itself, and is called by nobody. */
  private void putCaller(String id, Collection<String> services, Map<String, String> keys) {
    admin.putWorkload(
        PutWorkloadRequest.newBuilder()
            .setWorkload(
                Workload.newBuilder()
                    .setId(id)
                    .setDownstream(id)
                    .setKind(WorkloadKind.WORKLOAD_KIND_DOWNSTREAM)
                    .addAllServiceAudiences(services)
                    .addPublicKeys(of(keys, id)))
            .build());
  }

  private void putTenant(String tenant, Map<String, String> keys, Map<String, String> thumbprints) {
    admin.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName(tenant)).build());
    String worker = tenant + "-worker";
    admin.putWorkload(
        PutWorkloadRequest.newBuilder()
            .setWorkload(
                Workload.newBuilder()
                    .setId(worker)
                    .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
                    .setTenant(tenant)
                    .addTaskQueues(
                        TaskQueueRef.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setTaskQueue("queue-" + tenant))
                    .addPublicKeys(of(keys, worker))
                    .addCertificateThumbprints(of(thumbprints, worker))
                    .addServiceAudiences("trip"))
            .build());
    List<String> routes = tenant.equals("alice") ? List.of(ROUTE, ROUTE_OF_ALICE) : List.of(ROUTE);
    for (String route : routes) {
      admin.putRoute(PutRouteRequest.newBuilder().setRoute(route(tenant, route)).build());
    }
    putRider(tenant, routes);
    putRole(tenant, "viewer", List.of(), List.of());
  }

  private void putRider(String tenant, List<String> routes) {
    List<String> all = new ArrayList<>(routes);
    List<String> actions = new ArrayList<>(allActions());
    if (tenant.equals(OwnNamespace.NAME)) {
      all.addAll(OwnNamespace.ROUTES);
      actions.add(OwnNamespace.ACTION);
    }
    putRole(tenant, "rider", all, actions);
  }

  private static Route route(String tenant, String name) {
    Route.Builder route =
        Route.newBuilder()
            .setTenant(tenant)
            .setName(name)
            .setNamespace(NAMESPACE)
            .setWorkflowType(WORKFLOW_TYPE)
            .addTaskQueues("queue-" + tenant)
            .addAllActions(allActions())
            .setDelegationLimit(
                com.google.protobuf.Duration.newBuilder().setSeconds(DELEGATION_LIMIT.toSeconds()))
            .addDownstreams(downstream("fleet", DownstreamMode.DOWNSTREAM_MODE_EXCHANGE))
            .addDownstreams(downstream("billing", DownstreamMode.DOWNSTREAM_MODE_EXCHANGE))
            .addDownstreams(downstream("trip", DownstreamMode.DOWNSTREAM_MODE_ON_BEHALF));
    UNDOES.forEach((action, undoes) ->
        route.addCompensations(Compensation.newBuilder().setAction(action).setUndoes(undoes)));
    return route.build();
  }

  private static RouteDownstream downstream(String name, DownstreamMode mode) {
    return RouteDownstream.newBuilder().setDownstream(name).setMode(mode).build();
  }

  private static List<String> allActions() {
    return ACTIONS.values().stream().flatMap(List::stream).sorted().toList();
  }

  private void putRole(String tenant, String name, List<String> routes, List<String> actions) {
    admin.putRole(
        PutRoleRequest.newBuilder()
            .setRole(
                Role.newBuilder()
                    .setTenant(tenant)
                    .setName(name)
                    .addAllRoutes(routes)
                    .addAllActions(actions))
            .build());
  }

  private void putPerson(Person person, Map<String, String> passwords) {
    admin.putUser(
        PutUserRequest.newBuilder()
            .setUser(
                User.newBuilder()
                    .setTenant(person.tenant())
                    .setName(person.name())
                    .addRoles(person.role()))
            .build());
    admin.setPassword(
        SetPasswordRequest.newBuilder()
            .setTenant(person.tenant())
            .setName(person.name())
            .setPassword(of(passwords, person.name()))
            .build());
  }

  private static String of(Map<String, String> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}

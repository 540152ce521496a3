package dev.locum.authservice.rpc;

import dev.locum.authservice.key.StoredKey;
import dev.locum.authservice.namespace.CredentialKind;
import dev.locum.authservice.namespace.DelegationRule;
import dev.locum.authservice.namespace.Namespace;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RouteDownstream;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.user.UserSpec;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.policy.Compensation;
import dev.locum.policy.RoleGrant;
import dev.locum.policy.RouteLimits;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.protocol.admin.v1.SigningKey;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.VerificationKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What operators put and see, between wire and domain. The domain types check the forms. */
final class AdminWire {

  private AdminWire() {}

  static Tenant tenant(dev.locum.protocol.admin.v1.Tenant wire) {
    return new Tenant(Wire.tenant("tenant.name", wire.getName()), wire.getDisabled());
  }

  static dev.locum.protocol.admin.v1.Tenant toWire(Tenant tenant) {
    return dev.locum.protocol.admin.v1.Tenant.newBuilder()
        .setName(tenant.id().value())
        .setDisabled(tenant.disabled())
        .build();
  }

  static UserSpec user(dev.locum.protocol.admin.v1.User wire) {
    return Wire.value(
        "user",
        () ->
            new UserSpec(
                new TenantId(wire.getTenant()),
                new UserName(wire.getName()),
                Set.copyOf(wire.getRolesList()),
                wire.getDisabled()));
  }

  static dev.locum.protocol.admin.v1.User toWire(User user) {
    return dev.locum.protocol.admin.v1.User.newBuilder()
        .setTenant(user.tenant().value())
        .setName(user.name().value())
        .addAllRoles(user.roles().stream().sorted().toList())
        .setDisabled(user.disabled())
        .setSubject(user.subject().value())
        .build();
  }

  static Role role(dev.locum.protocol.admin.v1.Role wire) {
    return Wire.value(
        "role",
        () ->
            new Role(
                new TenantId(wire.getTenant()),
                wire.getName(),
                new RoleGrant(
                    wire.getRoutesList().stream().map(RouteName::new).collect(Collectors.toSet()),
                    Wire.actions("role.actions", wire.getActionsList()),
                    wire.getManagesWork())));
  }

  static dev.locum.protocol.admin.v1.Role toWire(Role role) {
    return dev.locum.protocol.admin.v1.Role.newBuilder()
        .setTenant(role.tenant().value())
        .setName(role.name())
        .addAllRoutes(role.grant().routes().stream().map(RouteName::value).sorted().toList())
        .addAllActions(role.grant().actions().toSet().stream().map(Action::name).toList())
        .setManagesWork(role.grant().managesWork())
        .build();
  }

  static Workload workload(dev.locum.protocol.admin.v1.Workload wire) {
    return Wire.value(
        "workload",
        () ->
            new Workload(
                new WorkloadId(wire.getId()),
                kind(wire.getKind()),
                Wire.optional(wire.getTenant(), TenantId::new),
                wire.getTaskQueuesList().stream()
                    .map(queue -> new TaskQueue(queue.getNamespace(), queue.getTaskQueue()))
                    .toList(),
                wire.getDisabled(),
                new WorkloadCredentials(
                    wire.getPublicKeysList().stream().map(VerificationKey::parse).toList(),
                    wire.getCertificateThumbprintsList(),
                    wire.getSpiffeIdsList()),
                wire.getServiceAudiencesList().stream().map(Audience::new).toList(),
                Wire.optional(wire.getDownstream(), Audience::new)));
  }

  static dev.locum.protocol.admin.v1.Workload toWire(Workload workload) {
    return dev.locum.protocol.admin.v1.Workload.newBuilder()
        .setId(workload.id().value())
        .setKind(toWire(workload.kind()))
        .setTenant(workload.tenant().map(TenantId::value).orElse(""))
        .addAllTaskQueues(
            workload.taskQueues().stream()
                .map(queue ->
                    TaskQueueRef.newBuilder()
                        .setNamespace(queue.namespace())
                        .setTaskQueue(queue.name())
                        .build())
                .toList())
        .setDisabled(workload.disabled())
        .addAllPublicKeys(
            workload.credentials().publicKeys().stream().map(VerificationKey::toJwk).toList())
        .addAllCertificateThumbprints(workload.credentials().thumbprints())
        .addAllSpiffeIds(workload.credentials().spiffeIds())
        .addAllServiceAudiences(workload.serviceAudiences().stream().map(Audience::value).toList())
        .setDownstream(workload.downstream().map(Audience::value).orElse(""))
        .build();
  }

  static Route route(dev.locum.protocol.admin.v1.Route wire) {
    return Wire.value(
        "route",
        () ->
            new Route(
                new TenantId(wire.getTenant()),
                new RouteName(wire.getName()),
                wire.getNamespace(),
                wire.getWorkflowType(),
                new RouteRule(
                    Wire.actions("route.actions", wire.getActionsList()),
                    wire.getCompensationsList().stream()
                        .map(each ->
                            new Compensation(
                                new Action(each.getAction()), new Action(each.getUndoes())))
                        .toList(),
                    wire.getTaskQueuesList(),
                    limits(wire)),
                wire.getDownstreamsList().stream()
                    .map(each ->
                        new RouteDownstream(
                            new Audience(each.getDownstream()), mode(each.getMode())))
                    .toList(),
                wire.getDisabled()));
  }

  private static RouteLimits limits(dev.locum.protocol.admin.v1.Route wire) {
    if (!wire.hasDelegationLimit()) {
      throw Wire.invalid("route.delegation_limit: absent (expected: 1 second to 30 days)");
    }
    return new RouteLimits(
        Wire.seconds("route.delegation_limit", wire.getDelegationLimit()),
        wire.hasTokenLifetime()
            ? Wire.seconds("route.token_lifetime", wire.getTokenLifetime())
            : RouteLimits.DEFAULT_TOKEN,
        wire.hasCompensationLimit()
            ? Wire.seconds("route.compensation_limit", wire.getCompensationLimit())
            : RouteLimits.DEFAULT_COMPENSATION);
  }

  static dev.locum.protocol.admin.v1.Route toWire(Route route) {
    dev.locum.protocol.admin.v1.Route.Builder wire =
        dev.locum.protocol.admin.v1.Route.newBuilder()
            .setTenant(route.tenant().value())
            .setName(route.name().value())
            .setNamespace(route.namespace())
            .setWorkflowType(route.workflowType())
            .addAllTaskQueues(route.rule().taskQueues())
            .addAllActions(route.rule().actions().toSet().stream().map(Action::name).toList())
            .setDelegationLimit(Wire.duration(route.rule().limits().delegation()))
            .setTokenLifetime(Wire.duration(route.rule().limits().token()))
            .setCompensationLimit(Wire.duration(route.rule().limits().compensation()))
            .setDisabled(route.disabled());
    route
        .rule()
        .compensations()
        .forEach(each ->
            wire.addCompensationsBuilder()
                .setAction(each.action().name())
                .setUndoes(each.undoes().name()));
    route
        .downstreams()
        .forEach(each ->
            wire.addDownstreamsBuilder()
                .setDownstream(each.downstream().value())
                .setMode(
                    dev.locum.protocol.admin.v1.DownstreamMode.valueOf(
                        "DOWNSTREAM_MODE_" + each.mode().name())));
    return wire.build();
  }

  static Downstream downstream(dev.locum.protocol.admin.v1.Downstream wire) {
    Duration life =
        wire.hasTokenLifetime()
            ? Wire.seconds("downstream.token_lifetime", wire.getTokenLifetime())
            : Downstream.LONGEST_TOKEN;
    return Wire.value(
        "downstream",
        () ->
            new Downstream(
                new Audience(wire.getName()),
                Wire.actions("downstream.actions", wire.getActionsList()),
                wire.getInternal(),
                life));
  }

  static dev.locum.protocol.admin.v1.Downstream toWire(Downstream downstream) {
    List<String> actions = downstream.actions().toSet().stream().map(Action::name).toList();
    return dev.locum.protocol.admin.v1.Downstream.newBuilder()
        .setName(downstream.name().value())
        .addAllActions(actions)
        .setInternal(downstream.internal())
        .setTokenLifetime(Wire.duration(downstream.tokenLifetime()))
        .build();
  }

  static SigningKey toWire(StoredKey key, boolean isCurrent) {
    SigningKey.Builder wire =
        SigningKey.newBuilder()
            .setKeyId(key.key().keyId())
            .setAlgorithm(key.algorithm().joseName())
            .setCurrent(isCurrent)
            .setCreatedAt(Wire.timestamp(key.createdAt()))
            .setActivatesAt(Wire.timestamp(key.activatesAt()));
    key.retiresAt().ifPresent(at -> wire.setRetiresAt(Wire.timestamp(at)));
    return wire.build();
  }

  static Namespace namespace(dev.locum.protocol.admin.v1.Namespace wire) {
    if (wire.getShared() != wire.getTenant().isEmpty()) {
      throw Wire.invalid("namespace: expected exactly one of tenant and shared");
    }
    return Wire.value(
        "namespace",
        () ->
            new Namespace(
                wire.getName(),
                Wire.optional(wire.getTenant(), TenantId::new),
                rule(wire.getDelegations()),
                wire.getCredentialsList().stream()
                    .map(AdminWire::kind)
                    .collect(Collectors.toSet())));
  }

  static dev.locum.protocol.admin.v1.Namespace toWire(Namespace namespace) {
    return dev.locum.protocol.admin.v1.Namespace.newBuilder()
        .setName(namespace.name())
        .setTenant(namespace.tenant().map(TenantId::value).orElse(""))
        .setShared(namespace.isShared())
        .setDelegations(toWire(namespace.delegations()))
        .addAllCredentials(
            namespace.credentials().stream().sorted().map(AdminWire::toWire).toList())
        .build();
  }

  static dev.locum.protocol.auth.v1.DelegationRule toWire(DelegationRule rule) {
    return dev.locum.protocol.auth.v1.DelegationRule.valueOf("DELEGATION_RULE_" + rule.name());
  }

  static dev.locum.protocol.auth.v1.CredentialKind toWire(CredentialKind kind) {
    return dev.locum.protocol.auth.v1.CredentialKind.valueOf("CREDENTIAL_KIND_" + kind.name());
  }

  private static DelegationRule rule(dev.locum.protocol.auth.v1.DelegationRule wire) {
    return switch (wire) {
      case DELEGATION_RULE_REQUIRED -> DelegationRule.REQUIRED;
      case DELEGATION_RULE_ALLOWED -> DelegationRule.ALLOWED;
      case DELEGATION_RULE_IGNORED -> DelegationRule.IGNORED;
      case DELEGATION_RULE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "delegations: absent (expected: REQUIRED, ALLOWED or IGNORED)");
    };
  }

  private static CredentialKind kind(dev.locum.protocol.auth.v1.CredentialKind wire) {
    return switch (wire) {
      case CREDENTIAL_KIND_CERTIFICATE -> CredentialKind.CERTIFICATE;
      case CREDENTIAL_KIND_API_KEY -> CredentialKind.API_KEY;
      case CREDENTIAL_KIND_SERVICE_TOKEN -> CredentialKind.SERVICE_TOKEN;
      case CREDENTIAL_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "credentials: not known (expected: CERTIFICATE, API_KEY or SERVICE_TOKEN)");
    };
  }

  private static WorkloadKind kind(dev.locum.protocol.admin.v1.WorkloadKind wire) {
    return switch (wire) {
      case WORKLOAD_KIND_TRIGGER -> WorkloadKind.TRIGGER;
      case WORKLOAD_KIND_WORKER -> WorkloadKind.WORKER;
      case WORKLOAD_KIND_DOWNSTREAM -> WorkloadKind.DOWNSTREAM;
      case WORKLOAD_KIND_OPERATOR -> WorkloadKind.OPERATOR;
      case WORKLOAD_KIND_STARTER -> WorkloadKind.STARTER;
      case WORKLOAD_KIND_GATEWAY -> WorkloadKind.GATEWAY;
      case WORKLOAD_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("kind: not known (expected: one of the six)");
    };
  }

  private static dev.locum.protocol.admin.v1.WorkloadKind toWire(WorkloadKind kind) {
    return dev.locum.protocol.admin.v1.WorkloadKind.valueOf("WORKLOAD_KIND_" + kind.name());
  }

  private static DownstreamMode mode(dev.locum.protocol.admin.v1.DownstreamMode wire) {
    return switch (wire) {
      case DOWNSTREAM_MODE_UNSPECIFIED, DOWNSTREAM_MODE_EXCHANGE -> DownstreamMode.EXCHANGE;
      case DOWNSTREAM_MODE_FORWARD -> DownstreamMode.FORWARD;
      case DOWNSTREAM_MODE_SLICE -> DownstreamMode.SLICE;
      case DOWNSTREAM_MODE_ON_BEHALF -> DownstreamMode.ON_BEHALF;
      case UNRECOGNIZED -> throw new IllegalArgumentException("mode: not known");
    };
  }
}

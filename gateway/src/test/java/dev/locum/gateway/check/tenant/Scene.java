package dev.locum.gateway.check.tenant;

import com.google.protobuf.ByteString;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.seal.SealKey;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Alice and Bob, who share a namespace and have one each, and the platform's own workloads. What is
 * Alice's begins with {@code alice}, what is Bob's with {@code bob}.
 */
final class Scene {

  static final String SHARED = "shared";
  static final String QUEUE = "alice-orders";
  static final String TYPE = "Order";
  static final String WORKFLOW = "alice.order-1";
  static final ByteString TOKEN = ByteString.copyFromUtf8("ns-id/alice.order-1/run-1/5");

  static final TokenSeal SEAL = new TokenSeal(SealKey.of(new byte[32]), List.of());

  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService/";

  private Scene() {}

  static TenantRules rules() {
    return new TenantRules(SEAL);
  }

  static String method(String name) {
    return SERVICE + name;
  }

  /** The namespace that belongs to one tenant, or that which all share. */
  static String namespace(String tenant, Layout layout) {
    return layout == Layout.SHARED ? SHARED : tenant + "-own";
  }

  static GatewayCaller alice(CallerRole role) {
    return tenant("alice", role, DelegationRule.IGNORED);
  }

  static GatewayCaller bob(CallerRole role) {
    return tenant("bob", role, DelegationRule.IGNORED);
  }

  /** A workload of a tenant, in both of its namespaces. */
  static GatewayCaller tenant(String tenant, CallerRole role, DelegationRule rule) {
    return new GatewayCaller(
        new WorkloadId(tenant + "-" + role.name().toLowerCase(Locale.ROOT)),
        role,
        Optional.of(new TenantId(tenant)),
        CredentialKind.CERTIFICATE,
        Map.of(
            SHARED,
            grant(SHARED, Layout.SHARED, rule, tenant, tenant + "."),
            tenant + "-own",
            grant(tenant + "-own", Layout.DEDICATED, rule, tenant, "")));
  }

  /**
   * A worker of a tenant that starts work as well: it serves one of the tenant's two queues, and
   * may start what a starter may.
   */
  static GatewayCaller both(String tenant, DelegationRule rule) {
    GatewayCaller starter = tenant(tenant, CallerRole.STARTER, rule);
    return new GatewayCaller(
        new WorkloadId(tenant + "-both"),
        CallerRole.WORKER,
        starter.tenant(),
        starter.provenBy(),
        Map.of(
            SHARED,
            serving(starter, SHARED, tenant),
            tenant + "-own",
            serving(starter, tenant + "-own", tenant)),
        starter.grants());
  }

  private static NamespaceGrant serving(GatewayCaller starter, String namespace, String tenant) {
    NamespaceGrant whole = starter.grant(namespace).orElseThrow();
    return new NamespaceGrant(
        namespace,
        whole.layout(),
        whole.delegations(),
        Set.of(tenant + "-orders"),
        Set.of("*"),
        Set.of(),
        whole.idPrefix(),
        whole.credentials());
  }

  /** A workload of the platform, in all namespaces. */
  static GatewayCaller platform(CallerRole role) {
    return new GatewayCaller(
        new WorkloadId(role.name().toLowerCase(Locale.ROOT)),
        role,
        Optional.empty(),
        CredentialKind.CERTIFICATE,
        Map.of(
            SHARED,
            grant(SHARED, Layout.SHARED, DelegationRule.IGNORED, "alice", ""),
            "alice-own",
            grant("alice-own", Layout.DEDICATED, DelegationRule.IGNORED, "alice", "")));
  }

  /** Alice's, or the platform's, in that role. */
  static GatewayCaller caller(CallerRole role) {
    return switch (role) {
      case WORKER, STARTER -> alice(role);
      case TRIGGER, OPERATOR -> platform(role);
    };
  }

  static NamespaceGrant grant(
      String namespace, Layout layout, DelegationRule rule, String tenant, String prefix) {
    return new NamespaceGrant(
        namespace,
        layout,
        rule,
        Set.of(tenant + "-orders", tenant + "-mails"),
        Set.of(TYPE, "Mail"),
        Set.of(tenant + "-bills"),
        prefix,
        Set.of(CredentialKind.CERTIFICATE));
  }

  /** Alice's token for a task in a namespace of hers. */
  static ByteString token(SealKind kind, String namespace) {
    return token(kind, namespace, 1);
  }

  /** The same at another attempt. */
  static ByteString token(SealKind kind, String namespace, int attempt) {
    return SEAL.seal(
        kind, new TaskBinding("alice", namespace, QUEUE, WORKFLOW, "run-1", TYPE, attempt), TOKEN);
  }
}

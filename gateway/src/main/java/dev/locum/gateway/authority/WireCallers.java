package dev.locum.gateway.authority;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads callers as the auth service writes them. What this version does not know is refused. */
public final class WireCallers {

  private WireCallers() {}

  /**
   * What somebody is granted, as the auth service writes it.
   *
   * @param own what it may touch in the role of its kind
   * @param asStarter what a worker may touch that starts work as well, where it calls as a starter
   */
  public record Granted(
      List<dev.locum.protocol.auth.v1.NamespaceGrant> own,
      List<dev.locum.protocol.auth.v1.NamespaceGrant> asStarter) {}

  /**
   * A caller.
   *
   * @throws DenialException if the kind has no business here, or a grant is of a form unknown here
   */
  public static GatewayCaller of(
      String workload, WorkloadKind kind, String tenant, CredentialKind provenBy, Granted granted) {
    CallerRole role = role(kind);
    if (role != CallerRole.WORKER && !granted.asStarter().isEmpty()) {
      throw unknown("second role of a " + kind);
    }
    return new GatewayCaller(
        new WorkloadId(workload),
        role,
        tenant.isEmpty() ? Optional.empty() : Optional.of(new TenantId(tenant)),
        provenBy,
        grants(granted.own()),
        grants(granted.asStarter()));
  }

  private static Map<String, NamespaceGrant> grants(
      List<dev.locum.protocol.auth.v1.NamespaceGrant> granted) {
    Map<String, NamespaceGrant> grants = new HashMap<>();
    granted.forEach(grant -> grants.put(grant.getNamespace(), grant(grant)));
    return grants;
  }

  private static CallerRole role(WorkloadKind kind) {
    return switch (kind) {
      case WORKLOAD_KIND_WORKER -> CallerRole.WORKER;
      case WORKLOAD_KIND_STARTER -> CallerRole.STARTER;
      case WORKLOAD_KIND_TRIGGER -> CallerRole.TRIGGER;
      case WORKLOAD_KIND_OPERATOR -> CallerRole.OPERATOR;
      default ->
          throw new DenialException(
              DenialReason.CREDENTIAL_UNKNOWN, kind + " has no business here");
    };
  }

  private static NamespaceGrant grant(dev.locum.protocol.auth.v1.NamespaceGrant grant) {
    Layout layout =
        switch (grant.getLayout()) {
          case NAMESPACE_LAYOUT_DEDICATED -> Layout.DEDICATED;
          case NAMESPACE_LAYOUT_SHARED -> Layout.SHARED;
          case NAMESPACE_LAYOUT_UNSPECIFIED, UNRECOGNIZED -> throw unknown("layout");
        };
    DelegationRule delegations =
        switch (grant.getDelegations()) {
          case DELEGATION_RULE_REQUIRED -> DelegationRule.REQUIRED;
          case DELEGATION_RULE_ALLOWED -> DelegationRule.ALLOWED;
          case DELEGATION_RULE_IGNORED -> DelegationRule.IGNORED;
          case DELEGATION_RULE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("delegation rule");
        };
    return new NamespaceGrant(
        grant.getNamespace(),
        layout,
        delegations,
        new HashSet<>(grant.getTaskQueuesList()),
        new HashSet<>(grant.getWorkflowTypesList()),
        new HashSet<>(grant.getChildQueuesList()),
        grant.getIdPrefix(),
        kinds(grant));
  }

  private static Set<CredentialKind> kinds(dev.locum.protocol.auth.v1.NamespaceGrant grant) {
    Set<CredentialKind> kinds = EnumSet.noneOf(CredentialKind.class);
    grant.getCredentialsList().forEach(kind -> kinds.add(kind(kind)));
    return kinds;
  }

  /**
   * A kind of credential.
   *
   * @throws DenialException if it is none, or unknown here
   */
  public static CredentialKind kind(dev.locum.protocol.auth.v1.CredentialKind kind) {
    return switch (kind) {
      case CREDENTIAL_KIND_CERTIFICATE -> CredentialKind.CERTIFICATE;
      case CREDENTIAL_KIND_API_KEY -> CredentialKind.API_KEY;
      case CREDENTIAL_KIND_SERVICE_TOKEN -> CredentialKind.SERVICE_TOKEN;
      case CREDENTIAL_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown("credential kind");
    };
  }

  private static DenialException unknown(String what) {
    return new DenialException(
        DenialReason.AUTHORITY_UNAVAILABLE, "the auth service answers a " + what + " unknown here");
  }
}

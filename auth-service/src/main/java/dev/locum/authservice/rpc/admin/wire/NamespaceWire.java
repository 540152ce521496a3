package dev.locum.authservice.rpc.admin.wire;

import dev.locum.authservice.namespace.CredentialKind;
import dev.locum.authservice.namespace.DelegationRule;
import dev.locum.authservice.namespace.Namespace;
import dev.locum.authservice.rpc.Wire;
import dev.locum.token.TenantId;
import java.util.stream.Collectors;

/** Namespaces between wire and domain. The domain types check the forms. */
public final class NamespaceWire {

  private NamespaceWire() {}

  public static Namespace namespace(dev.locum.protocol.admin.v1.Namespace wire) {
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
                    .map(NamespaceWire::kind)
                    .collect(Collectors.toSet())));
  }

  public static dev.locum.protocol.admin.v1.Namespace toWire(Namespace namespace) {
    return dev.locum.protocol.admin.v1.Namespace.newBuilder()
        .setName(namespace.name())
        .setTenant(namespace.tenant().map(TenantId::value).orElse(""))
        .setShared(namespace.isShared())
        .setDelegations(Wire.toWire(namespace.delegations()))
        .addAllCredentials(namespace.credentials().stream().sorted().map(Wire::toWire).toList())
        .build();
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
}

package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import java.util.List;

/**
 * A Temporal namespace that the fake auth service knows.
 *
 * @param name its name
 * @param tenant whose it is alone; empty: shared
 * @param delegations what it asks of calls and tasks
 * @param credentials the kinds of credential that it accepts
 */
public record FakeNamespace(
    String name, String tenant, DelegationRule delegations, List<CredentialKind> credentials) {

  public FakeNamespace {
    credentials = List.copyOf(credentials);
  }

  /** Shared by all tenants; delegations are required, every kind of credential is accepted. */
  public static FakeNamespace shared(String name) {
    return of(name, "");
  }

  /** One tenant's; delegations are required, every kind of credential is accepted. */
  public static FakeNamespace of(String name, String tenant) {
    return new FakeNamespace(
        name,
        tenant,
        DelegationRule.DELEGATION_RULE_REQUIRED,
        List.of(
            CredentialKind.CREDENTIAL_KIND_CERTIFICATE,
            CredentialKind.CREDENTIAL_KIND_API_KEY,
            CredentialKind.CREDENTIAL_KIND_SERVICE_TOKEN));
  }

  /** The same with another rule for delegations. */
  public FakeNamespace asking(DelegationRule rule) {
    return new FakeNamespace(name, tenant, rule, credentials);
  }

  /** The same for these kinds of credential only. */
  public FakeNamespace accepting(CredentialKind... kinds) {
    return new FakeNamespace(name, tenant, delegations, List.of(kinds));
  }
}

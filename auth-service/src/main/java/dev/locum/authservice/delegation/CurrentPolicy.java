package dev.locum.authservice.delegation;

import dev.locum.authservice.route.Rules;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.store.Transaction;
import dev.locum.policy.AccessPolicy;
import dev.locum.policy.BuiltInPolicy;
import dev.locum.policy.PolicyData;
import dev.locum.policy.TenantPolicy;
import dev.locum.policy.WorkRequest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The policy as it stands in this transaction, for one user. */
final class CurrentPolicy {

  private CurrentPolicy() {}

  /**
   * Only the roles that the user still has count: a token may name one that was taken away since.
   */
  static AccessPolicy of(Transaction tx, ActiveAccess access) {
    PolicyData data = Rules.policyOf(tx, access.tenant());
    return new BuiltInPolicy(
        new PolicyData(
            data.tenants().entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, each -> held(each.getValue(), access)))));
  }

  /**
   * The delegation, if the user may see it: their own, or their tenant's when a role of theirs
   * manages work.
   *
   * @throws DenialException {@code WORK_NOT_FOUND} otherwise, as if it were not there
   */
  static Delegation requireVisible(
      Transaction tx, ActiveAccess access, Optional<Delegation> found) {
    Delegation delegation =
        found.orElseThrow(
            () -> new DenialException(DenialReason.WORK_NOT_FOUND, "no such delegation"));
    of(tx, access)
        .decideWork(
            new WorkRequest(access.token(), delegation.tenant(), delegation.party().subject()))
        .orElseThrow();
    return delegation;
  }

  /** Whether a role of the user's manages the work of their tenant. */
  static boolean managesWork(Transaction tx, ActiveAccess access) {
    return Rules.roles(tx, access.tenant()).stream()
        .filter(role -> access.roles().contains(role.name()))
        .anyMatch(role -> role.grant().managesWork());
  }

  private static TenantPolicy held(TenantPolicy policy, ActiveAccess access) {
    return new TenantPolicy(
        policy.roles().entrySet().stream()
            .filter(role -> access.roles().contains(role.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        policy.routes());
  }
}

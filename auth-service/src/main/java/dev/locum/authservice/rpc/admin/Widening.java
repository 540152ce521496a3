package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.namespace.Namespace;
import dev.locum.authservice.namespace.Namespaces;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.RouteLimits;
import dev.locum.token.jose.VerificationKey;
import java.util.Optional;

/** Whether a change gives somebody or something more than they have. */
@FunctionalInterface
interface Widening {

  /** Of what only takes away, or shows. */
  Widening NEVER = tx -> false;

  /** Of what is more than it may seem. */
  Widening ALWAYS = tx -> true;

  /** Asked in the transaction that would make the change. */
  boolean widens(Transaction tx);

  /** A route that can do something, go somewhere or last longer than the one that is there. */
  static Widening of(Route wanted) {
    return tx ->
        Rules.findRoute(tx, wanted.tenant(), wanted.name())
            .filter(present -> covers(present, wanted))
            .isEmpty();
  }

  private static boolean covers(Route present, Route wanted) {
    return present.namespace().equals(wanted.namespace())
        && present.workflowType().equals(wanted.workflowType())
        && present.rule().actions().toSet().containsAll(wanted.rule().actions().toSet())
        && present.rule().compensations().containsAll(wanted.rule().compensations())
        && present.rule().taskQueues().containsAll(wanted.rule().taskQueues())
        && present.downstreams().containsAll(wanted.downstreams())
        && isNoLonger(present.rule().limits(), wanted.rule().limits())
        && (wanted.disabled() || !present.disabled());
  }

  private static boolean isNoLonger(RouteLimits present, RouteLimits wanted) {
    return wanted.delegation().compareTo(present.delegation()) <= 0
        && wanted.token().compareTo(present.token()) <= 0
        && wanted.compensation().compareTo(present.compensation()) <= 0;
  }

  /**
   * A workload with a queue, credential, audience or role that it has not, or that was disabled.
   */
  static Widening of(Workload wanted) {
    return tx ->
        Workloads.find(tx, wanted.id()).filter(present -> covers(present, wanted)).isEmpty();
  }

  private static boolean covers(Workload present, Workload wanted) {
    return present.taskQueues().containsAll(wanted.taskQueues())
        && covers(present.credentials(), wanted.credentials())
        && present.serviceAudiences().containsAll(wanted.serviceAudiences())
        && present.downstream().equals(wanted.downstream())
        && present.administratorRoles().containsAll(wanted.administratorRoles())
        && (wanted.disabled() || !present.disabled());
  }

  private static boolean covers(WorkloadCredentials present, WorkloadCredentials wanted) {
    return present.publicKeys().stream()
            .map(VerificationKey::toJwk)
            .toList()
            .containsAll(wanted.publicKeys().stream().map(VerificationKey::toJwk).toList())
        && present.thumbprints().containsAll(wanted.thumbprints())
        && present.spiffeIds().containsAll(wanted.spiffeIds());
  }

  /** A role that grants what it does not yet. */
  static Widening of(Role wanted) {
    return tx ->
        Rules.roles(tx, wanted.tenant()).stream()
            .filter(present -> present.name().equals(wanted.name()))
            .noneMatch(present ->
                present.grant().routes().containsAll(wanted.grant().routes())
                    && present
                        .grant()
                        .actions()
                        .toSet()
                        .containsAll(wanted.grant().actions().toSet())
                    && (present.grant().managesWork() || !wanted.grant().managesWork()));
  }

  /** A downstream that does more, lives longer on a token, or may be sent delegation tokens. */
  static Widening of(Downstream wanted) {
    return tx ->
        Rules.findDownstream(tx, wanted.name())
            .filter(present ->
                present.actions().toSet().containsAll(wanted.actions().toSet())
                    && (present.internal() || !wanted.internal())
                    && wanted.tokenLifetime().compareTo(present.tokenLifetime()) <= 0)
            .isEmpty();
  }

  /** A namespace that asks for anything else. */
  static Widening of(Namespace wanted) {
    return tx -> !Namespaces.find(tx, wanted.name()).equals(Optional.of(wanted));
  }
}

package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserSpec;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.policy.RouteLimits;
import dev.locum.token.jose.VerificationKey;
import java.util.List;

/** Whether what is there has all that is asked for, so that nothing is given. */
final class Coverage {

  private Coverage() {}

  /** A tenant that may act acts no more for being put again. */
  static boolean covers(Tenant present, Tenant wanted) {
    return wanted.disabled() || !present.disabled();
  }

  /** A user with no further role, who was not locked out. */
  static boolean covers(User present, UserSpec wanted) {
    return present.roles().containsAll(wanted.roles())
        && (wanted.disabled() || !present.disabled());
  }

  /** A route that can do, go to and last for no more. */
  static boolean covers(Route present, Route wanted) {
    return present.namespace().equals(wanted.namespace())
        && present.workflowType().equals(wanted.workflowType())
        && present.rule().actions().toSet().containsAll(wanted.rule().actions().toSet())
        && present.rule().compensations().containsAll(wanted.rule().compensations())
        && present.rule().taskQueues().containsAll(wanted.rule().taskQueues())
        && present.downstreams().containsAll(wanted.downstreams())
        && isNoLonger(present.rule().limits(), wanted.rule().limits())
        && (wanted.senderConstrained() || !present.senderConstrained())
        && (wanted.disabled() || !present.disabled());
  }

  private static boolean isNoLonger(RouteLimits present, RouteLimits wanted) {
    return wanted.delegation().compareTo(present.delegation()) <= 0
        && wanted.token().compareTo(present.token()) <= 0
        && wanted.compensation().compareTo(present.compensation()) <= 0;
  }

  /**
   * A workload without a further queue, credential, audience or role, that starts no work which it
   * did not, and was not disabled.
   */
  static boolean covers(Workload present, Workload wanted) {
    return present.taskQueues().containsAll(wanted.taskQueues())
        && covers(present.credentials(), wanted.credentials())
        && present.serviceAudiences().containsAll(wanted.serviceAudiences())
        && present.downstream().equals(wanted.downstream())
        && present.administratorRoles().containsAll(wanted.administratorRoles())
        && (present.startsWork() || !wanted.startsWork())
        && (wanted.disabled() || !present.disabled());
  }

  private static boolean covers(WorkloadCredentials present, WorkloadCredentials wanted) {
    return jwks(present.publicKeys()).containsAll(jwks(wanted.publicKeys()))
        && present.thumbprints().containsAll(wanted.thumbprints())
        && present.spiffeIds().containsAll(wanted.spiffeIds());
  }

  /** A role that grants nothing that it does not yet. */
  static boolean covers(Role present, Role wanted) {
    return present.grant().routes().containsAll(wanted.grant().routes())
        && present.grant().actions().toSet().containsAll(wanted.grant().actions().toSet())
        && (present.grant().managesWork() || !wanted.grant().managesWork());
  }

  /** A downstream that does no more and lives no longer on a token, nor is sent other tokens. */
  static boolean covers(Downstream present, Downstream wanted) {
    return present.actions().toSet().containsAll(wanted.actions().toSet())
        && (present.internal() || !wanted.internal())
        && wanted.tokenLifetime().compareTo(present.tokenLifetime()) <= 0
        && wanted.senderConstraint().isAsStrictAs(present.senderConstraint());
  }

  /**
   * A client of the same name, which users are shown, that proves itself by nothing further, sends
   * users nowhere further and may ask for nothing further.
   */
  static boolean covers(Client present, Client wanted) {
    return present.name().equals(wanted.name())
        && covers(present.method(), wanted.method())
        && present.rules().redirectUris().containsAll(wanted.rules().redirectUris())
        && present.rules().logoutUris().containsAll(wanted.rules().logoutUris())
        && present.rules().grants().containsAll(wanted.rules().grants())
        && present.rules().scopes().containsAll(wanted.rules().scopes())
        && (present.rules().isFirstParty() || !wanted.rules().isFirstParty())
        && (wanted.rules().hasBoundTokens() || !present.rules().hasBoundTokens());
  }

  private static boolean covers(ClientMethod present, ClientMethod wanted) {
    if (present instanceof ClientMethod.PrivateKeyJwt held
        && wanted instanceof ClientMethod.PrivateKeyJwt asked) {
      return jwks(held.keys()).containsAll(jwks(asked.keys()));
    }
    if (present instanceof ClientMethod.SelfSigned held
        && wanted instanceof ClientMethod.SelfSigned asked) {
      return held.certificates().containsAll(asked.certificates());
    }
    return present.equals(wanted);
  }

  private static List<String> jwks(List<VerificationKey> keys) {
    return keys.stream().map(VerificationKey::toJwk).toList();
  }
}

package dev.locum.token;

import dev.locum.token.claim.ClaimNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns each kind's type into its claims; the inverse of {@link ClaimsParser}. */
final class ClaimsPrinter {

  private ClaimsPrinter() {}

  static Map<String, Object> access(AccessClaims claims) {
    Map<String, Object> printed = subjectAndAudience(claims.subject().value(), claims.audience());
    printed.put(ClaimNames.CLIENT_ID, claims.clientId());
    printed.put(ClaimNames.TENANT, claims.tenant().value());
    printed.put(ClaimNames.ROLES, claims.roles().stream().sorted().toList());
    printed.put(ClaimNames.SESSION, claims.session().value());
    return printed;
  }

  static Map<String, Object> delegation(DelegationClaims claims, Issuer issuer) {
    Map<String, Object> printed =
        subjectAndAudience(claims.subject().value(), claims.trustDomain());
    printed.put(ClaimNames.TRANSACTION, claims.delegation().value());
    printed.put(ClaimNames.SCOPE, claims.actions().toScope());
    printed.put(ClaimNames.REQUESTING_WORKLOAD, claims.requestingWorkload().value());
    Map<String, Object> context = new LinkedHashMap<>();
    context.put(ClaimNames.TENANT, claims.scope().tenant().value());
    context.put(ClaimNames.NAMESPACE, claims.scope().namespace());
    context.put(ClaimNames.WORKFLOW_TYPE, claims.scope().workflowType());
    context.put(ClaimNames.WORKFLOW_ID, claims.scope().workflowId());
    context.put(ClaimNames.TASK_QUEUES, claims.scope().taskQueues());
    printed.put(ClaimNames.TRANSACTION_CONTEXT, context);
    Map<String, Object> list = new LinkedHashMap<>();
    list.put(ClaimNames.STATUS_INDEX, claims.status().index());
    list.put(ClaimNames.STATUS_URI, statusUri(issuer));
    printed.put(ClaimNames.STATUS, Map.of(ClaimNames.STATUS_LIST, list));
    printed.put(ClaimNames.EPOCH, claims.status().minimumEpoch());
    return printed;
  }

  static Map<String, Object> downstream(DownstreamClaims claims) {
    Map<String, Object> printed = subjectAndAudience(claims.subject().value(), claims.audience());
    printed.put(ClaimNames.CLIENT_ID, claims.actor().workload().value());
    printed.put(ClaimNames.TENANT, claims.tenant().value());
    printed.put(ClaimNames.TRANSACTION, claims.delegation().value());
    printed.put(ClaimNames.SCOPE, claims.actions().toScope());
    printed.put(ClaimNames.ACTOR, actor(claims.actor()));
    printed.put(
        ClaimNames.TRANSACTION_CONTEXT, Map.of(ClaimNames.WORKFLOW_ID, claims.workflowId()));
    return printed;
  }

  static Map<String, Object> service(ServiceClaims claims) {
    Map<String, Object> printed = subjectAndAudience(claims.workload().value(), claims.audience());
    printed.put(ClaimNames.CLIENT_ID, claims.workload().value());
    return printed;
  }

  static Map<String, Object> temporal(TemporalClaims claims) {
    Map<String, Object> printed = service(new ServiceClaims(claims.workload(), claims.audience()));
    printed.put(ClaimNames.PERMISSIONS, claims.permissions());
    return printed;
  }

  /** The issuer's status list; verifiers that know no epoch follow it (Token Status List §6.2). */
  static String statusUri(Issuer issuer) {
    return issuer.value() + "/status-lists/0";
  }

  private static Map<String, Object> subjectAndAudience(String subject, Audience audience) {
    Map<String, Object> printed = new LinkedHashMap<>();
    printed.put(ClaimNames.SUBJECT, subject);
    printed.put(ClaimNames.AUDIENCE, audience.value());
    return printed;
  }

  private static Map<String, Object> actor(Actor outermost) {
    List<Actor> chain = new ArrayList<>();
    for (Optional<Actor> actor = Optional.of(outermost); actor.isPresent(); ) {
      chain.add(actor.get());
      actor = actor.get().previous();
    }
    Map<String, Object> printed = Map.of();
    for (int i = chain.size() - 1; i >= 0; i--) {
      Map<String, Object> member = new LinkedHashMap<>();
      member.put(ClaimNames.SUBJECT, chain.get(i).workload().value());
      if (!printed.isEmpty()) {
        member.put(ClaimNames.ACTOR, printed);
      }
      printed = member;
    }
    return printed;
  }
}

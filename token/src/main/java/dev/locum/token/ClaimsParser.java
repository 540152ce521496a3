package dev.locum.token;

import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the claims of each kind into its type; {@link ClaimsPrinter} is the inverse. Throws {@link
 * dev.locum.token.denial.DenialException} for a claim of another type and {@link
 * IllegalArgumentException} for a value of another form; both reject the token.
 */
final class ClaimsParser {

  private static final Set<String> CONTEXT =
      Set.of(
          ClaimNames.TENANT,
          ClaimNames.NAMESPACE,
          ClaimNames.WORKFLOW_TYPE,
          ClaimNames.WORKFLOW_ID,
          ClaimNames.TASK_QUEUES);
  private static final Set<String> FIRST_ACTOR = Set.of(ClaimNames.SUBJECT);
  private static final Set<String> LATER_ACTOR = Set.of(ClaimNames.SUBJECT, ClaimNames.ACTOR);

  private ClaimsParser() {}

  static AccessClaims access(ClaimReader claims) {
    List<String> roles = claims.texts(ClaimNames.ROLES);
    Set<String> distinct = new HashSet<>(roles);
    if (distinct.size() != roles.size()) {
      throw claims.refused(ClaimNames.ROLES, "each role once");
    }
    return new AccessClaims(
        subject(claims),
        new TenantId(claims.text(ClaimNames.TENANT)),
        claims.text(ClaimNames.CLIENT_ID),
        audience(claims),
        distinct,
        new SessionId(claims.text(ClaimNames.SESSION)));
  }

  static DelegationClaims delegation(ClaimReader claims, Issuer issuer) {
    ClaimReader context = claims.object(ClaimNames.TRANSACTION_CONTEXT);
    context.requireExactly(CONTEXT);
    return new DelegationClaims(
        new DelegationId(claims.text(ClaimNames.TRANSACTION)),
        subject(claims),
        audience(claims),
        ActionSet.parse(claims.text(ClaimNames.SCOPE)),
        new WorkloadId(claims.text(ClaimNames.REQUESTING_WORKLOAD)),
        new WorkflowScope(
            new TenantId(context.text(ClaimNames.TENANT)),
            context.text(ClaimNames.NAMESPACE),
            context.text(ClaimNames.WORKFLOW_TYPE),
            context.text(ClaimNames.WORKFLOW_ID),
            context.texts(ClaimNames.TASK_QUEUES)),
        new StatusReference(statusIndex(claims, issuer), claims.number(ClaimNames.EPOCH)));
  }

  static DownstreamClaims downstream(ClaimReader claims) {
    ClaimReader context = claims.object(ClaimNames.TRANSACTION_CONTEXT);
    context.requireExactly(Set.of(ClaimNames.WORKFLOW_ID));
    Actor actor = actor(claims);
    if (!actor.workload().value().equals(claims.text(ClaimNames.CLIENT_ID))) {
      throw claims.refused(ClaimNames.CLIENT_ID, "the outermost actor");
    }
    return new DownstreamClaims(
        new DelegationId(claims.text(ClaimNames.TRANSACTION)),
        subject(claims),
        new TenantId(claims.text(ClaimNames.TENANT)),
        audience(claims),
        ActionSet.parse(claims.text(ClaimNames.SCOPE)),
        actor,
        context.text(ClaimNames.WORKFLOW_ID));
  }

  static ServiceClaims service(ClaimReader claims) {
    String workload = claims.text(ClaimNames.SUBJECT);
    if (!workload.equals(claims.text(ClaimNames.CLIENT_ID))) {
      throw claims.refused(ClaimNames.CLIENT_ID, "equal to " + ClaimNames.SUBJECT);
    }
    return new ServiceClaims(new WorkloadId(workload), audience(claims));
  }

  private static Subject subject(ClaimReader claims) {
    return new Subject(claims.text(ClaimNames.SUBJECT));
  }

  private static Audience audience(ClaimReader claims) {
    return new Audience(claims.text(ClaimNames.AUDIENCE));
  }

  /**
   * The URI must be the issuer's own: a list that somebody else keeps could revive what was
   * revoked.
   */
  private static long statusIndex(ClaimReader claims, Issuer issuer) {
    ClaimReader status = claims.object(ClaimNames.STATUS);
    status.requireExactly(Set.of(ClaimNames.STATUS_LIST));
    ClaimReader list = status.object(ClaimNames.STATUS_LIST);
    list.requireExactly(Set.of(ClaimNames.STATUS_INDEX, ClaimNames.STATUS_URI));
    if (!list.text(ClaimNames.STATUS_URI).equals(ClaimsPrinter.statusUri(issuer))) {
      throw list.refused(ClaimNames.STATUS_URI, "the status list of the issuer");
    }
    return list.number(ClaimNames.STATUS_INDEX);
  }

  /** No member but these: {@code exp} or {@code aud} inside an actor carries no meaning (TX-9). */
  private static Actor actor(ClaimReader claims) {
    List<WorkloadId> outermostFirst = new ArrayList<>();
    ClaimReader reader = claims;
    while (reader.has(ClaimNames.ACTOR)) {
      reader = reader.object(ClaimNames.ACTOR);
      reader.requireExactly(reader.has(ClaimNames.ACTOR) ? LATER_ACTOR : FIRST_ACTOR);
      outermostFirst.add(new WorkloadId(reader.text(ClaimNames.SUBJECT)));
      if (outermostFirst.size() > Actor.MAX_CHAIN) {
        throw claims.refused(ClaimNames.ACTOR, "at most " + Actor.MAX_CHAIN + " actors");
      }
    }
    Optional<Actor> chain = Optional.empty();
    for (int i = outermostFirst.size() - 1; i >= 0; i--) {
      chain = Optional.of(new Actor(outermostFirst.get(i), chain));
    }
    return chain.orElseThrow(() -> claims.refused(ClaimNames.ACTOR, "at least one actor"));
  }
}

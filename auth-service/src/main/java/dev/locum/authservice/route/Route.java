package dev.locum.authservice.route;

import dev.locum.authservice.workload.TaskQueue;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a tenant's users may ask for: one workflow type on the tenant's queues, with the actions
 * that its work may take.
 *
 * @param tenant whose
 * @param name its name in the tenant
 * @param namespace the Temporal namespace
 * @param workflowType the workflow type
 * @param rule actions, compensations, queues and limits
 * @param downstreams the services that its work calls, each once
 * @param senderConstrained whether tokens of its delegations are bound, whatever the downstream
 *     asks for
 * @param disabled whether nobody may start it
 */
public record Route(
    TenantId tenant,
    RouteName name,
    String namespace,
    String workflowType,
    RouteRule rule,
    List<RouteDownstream> downstreams,
    boolean senderConstrained,
    boolean disabled) {

  private static final Pattern TYPE = Pattern.compile("[^\\p{Cntrl}*]{1,255}");

  /**
   * Checks the form; the queues must be possible in the namespace.
   *
   * @throws IllegalArgumentException if something has another form, there is no action, or a
   *     downstream is repeated
   */
  public Route {
    downstreams = List.copyOf(downstreams);
    if (!TYPE.matcher(workflowType).matches()) {
      throw new IllegalArgumentException(
          "workflow type: refused (expected: one exact name, no wildcard)");
    }
    if (rule.actions().isEmpty()) {
      throw new IllegalArgumentException("actions: none (expected: at least one)");
    }
    String space = namespace;
    rule.taskQueues().forEach(queue -> new TaskQueue(space, queue));
    if (downstreams.stream().map(RouteDownstream::downstream).distinct().count()
        != downstreams.size()) {
      throw new IllegalArgumentException("downstreams: one is repeated (expected: each once)");
    }
  }

  /** A route whose tokens are bound where the downstream asks for it. */
  public Route(
      TenantId tenant,
      RouteName name,
      String namespace,
      String workflowType,
      RouteRule rule,
      List<RouteDownstream> downstreams,
      boolean disabled) {
    this(tenant, name, namespace, workflowType, rule, downstreams, false, disabled);
  }

  /** The same, disabled or not. */
  public Route withDisabled(boolean isDisabled) {
    return new Route(
        tenant, name, namespace, workflowType, rule, downstreams, senderConstrained, isDisabled);
  }

  /** The same, with its tokens bound or not. */
  public Route withSenderConstrained(boolean isConstrained) {
    return new Route(
        tenant, name, namespace, workflowType, rule, downstreams, isConstrained, disabled);
  }

  /** To what tokens for one of its downstreams are bound. */
  public SenderConstraint constraintFor(Downstream downstream) {
    return senderConstrained
        ? downstream.senderConstraint().onConstrainedRoute()
        : downstream.senderConstraint();
  }

  /** How work of this route authenticates to the downstream; empty: it does not call it. */
  public Optional<DownstreamMode> modeOf(Audience downstream) {
    return downstreams.stream()
        .filter(each -> each.downstream().equals(downstream))
        .map(RouteDownstream::mode)
        .findFirst();
  }
}

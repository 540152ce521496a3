package dev.locum.authservice.route;

import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.policy.RouteLimits;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import java.time.Duration;
import java.util.List;

/** Routes as rows. */
final class RouteRows {

  private RouteRows() {}

  static Route read(Row row) {
    return new Route(
        new TenantId(row.text("tenant")),
        new RouteName(row.text("name")),
        row.text("namespace"),
        row.text("workflow_type"),
        new RouteRule(
            ActionSet.parse(row.text("actions")),
            CompensationRows.split(row.text("compensations")),
            row.texts("task_queues"),
            new RouteLimits(
                Duration.ofSeconds(row.number("delegation_limit")),
                Duration.ofSeconds(row.number("token_lifetime")),
                Duration.ofSeconds(row.number("compensation_limit")))),
        row.texts("downstreams").stream().map(RouteRows::downstream).toList(),
        row.flag("sender_constrained"),
        row.flag("disabled"));
  }

  static void write(Transaction tx, Route route) {
    tx.update(
        "INSERT INTO route (tenant, name, namespace, workflow_type, task_queues, actions,"
            + " compensations, delegation_limit, token_lifetime, compensation_limit, downstreams,"
            + " sender_constrained, disabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON"
            + " CONFLICT (tenant, name) DO UPDATE SET namespace = excluded.namespace, workflow_type"
            + " = excluded.workflow_type, task_queues = excluded.task_queues, actions ="
            + " excluded.actions, compensations = excluded.compensations, delegation_limit ="
            + " excluded.delegation_limit, token_lifetime = excluded.token_lifetime,"
            + " compensation_limit = excluded.compensation_limit, downstreams ="
            + " excluded.downstreams, sender_constrained = excluded.sender_constrained, disabled ="
            + " excluded.disabled",
        route.tenant().value(),
        route.name().value(),
        route.namespace(),
        route.workflowType(),
        Lists.join(route.rule().taskQueues()),
        route.rule().actions().toScope(),
        CompensationRows.join(route.rule().compensations()),
        route.rule().limits().delegation().toSeconds(),
        route.rule().limits().token().toSeconds(),
        route.rule().limits().compensation().toSeconds(),
        Lists.join(route.downstreams().stream().map(RouteRows::text).toList()),
        route.senderConstrained(),
        route.disabled());
  }

  private static String text(RouteDownstream each) {
    return each.downstream().value() + " " + each.mode().name();
  }

  private static RouteDownstream downstream(String line) {
    List<String> parts = List.of(line.split(" ", -1));
    return new RouteDownstream(new Audience(parts.get(0)), DownstreamMode.valueOf(parts.get(1)));
  }
}

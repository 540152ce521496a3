package dev.locum.authservice.delegation;

import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workload;
import dev.locum.policy.DelegationState;
import dev.locum.token.Action;
import dev.locum.token.DelegationId;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds delegations for those who may see them: users their own, or their tenant's with a role that
 * manages work; operators all; downstreams those under which they are called on behalf. What one
 * may not see is not there.
 */
public final class Finding {

  private final Decisions decisions;
  private final AccessTokens accessTokens;

  Finding(Decisions decisions, AccessTokens accessTokens) {
    this.decisions = decisions;
    this.accessTokens = accessTokens;
  }

  /**
   * A delegation and what was done under it.
   *
   * @param delegation the record
   * @param steps its forward actions, in the order of their first use
   */
  public record Found(Delegation delegation, List<Action> steps) {}

  /** How to name a delegation. */
  public sealed interface Name {

    /** By its id. */
    record Id(DelegationId id) implements Name {}

    /** By its workflow. */
    record Workflow(String workflowId) implements Name {}
  }

  /**
   * One delegation.
   *
   * @param accessToken whose view; empty: an operator's
   * @throws DenialException {@code WORK_NOT_FOUND} if it is not there for them
   */
  public Found get(Optional<ShownAccess> accessToken, Name name) {
    Optional<ActiveAccess> access =
        accessToken.map(token -> accessTokens.introspect(token).orElseThrow());
    return decisions.read(tx -> {
      Optional<Delegation> found =
          switch (name) {
            case Name.Id id -> DelegationRows.find(tx, id.id());
            case Name.Workflow workflow -> DelegationRows.findByWorkflow(tx, workflow.workflowId());
          };
      Delegation delegation =
          access.isPresent()
              ? CurrentPolicy.requireVisible(tx, access.get(), found)
              : found.orElseThrow(() -> TaskCheck.refusal(DenialReason.WORK_NOT_FOUND));
      return with(tx, delegation);
    });
  }

  /**
   * A delegation under which workers call this downstream on behalf of the user: what it needs to
   * check the identity that they forward (S2-23). No other is there for it.
   *
   * @throws DenialException {@code WORK_NOT_FOUND} if it is not there for the downstream
   */
  public Found getFor(Workload downstream, Name name) {
    return decisions.read(tx -> {
      Optional<Delegation> found =
          name instanceof Name.Id id ? DelegationRows.find(tx, id.id()) : Optional.empty();
      return found
          .filter(delegation -> isCalledOnBehalf(tx, downstream, delegation))
          .map(delegation -> with(tx, delegation))
          .orElseThrow(() -> TaskCheck.refusal(DenialReason.WORK_NOT_FOUND));
    });
  }

  private static boolean isCalledOnBehalf(
      Transaction tx, Workload downstream, Delegation delegation) {
    return downstream
        .downstream()
        .flatMap(self ->
            Rules.findRoute(tx, delegation.tenant(), delegation.route())
                .flatMap(route -> route.modeOf(self)))
        .filter(mode -> mode == DownstreamMode.ON_BEHALF)
        .isPresent();
  }

  /**
   * A page of delegations, newest first.
   *
   * @param before only those with a smaller status index
   * @param states only these; empty: all
   * @param limit at most so many
   */
  public record Page(long before, Set<DelegationState> states, int limit) {}

  /** What a user may see. */
  public List<Found> list(ShownAccess accessToken, Page page) {
    ActiveAccess access = accessTokens.introspect(accessToken).orElseThrow();
    return decisions.read(tx -> {
      boolean all = CurrentPolicy.managesWork(tx, access);
      List<Object> values = new ArrayList<>(List.of(access.tenant().value()));
      String whose = "tenant = ?";
      if (!all) {
        whose += " AND subject = ?";
        values.add(access.subject().value());
      }
      return page(tx, whose, values, page);
    });
  }

  /** Whether the user sees the work of their whole tenant, by a role that manages work. */
  public boolean managesWork(ActiveAccess access) {
    return decisions.read(tx -> CurrentPolicy.managesWork(tx, access));
  }

  /** What an operator sees. */
  public List<Found> listAll(Optional<TenantId> tenant, Page page) {
    return decisions.read(tx ->
        tenant.isPresent()
            ? page(tx, "tenant = ?", new ArrayList<>(List.of(tenant.get().value())), page)
            : page(tx, "1 = 1", new ArrayList<>(), page));
  }

  private static List<Found> page(Transaction tx, String whose, List<Object> values, Page page) {
    values.add(page.before());
    String states = "";
    if (!page.states().isEmpty()) {
      states =
          page.states().stream()
              .map(state -> "?")
              .collect(Collectors.joining(", ", " AND state IN (", ")"));
      page.states().forEach(state -> values.add(state.name()));
    }
    values.add(page.limit());
    return DelegationRows.query(
            tx,
            whose + " AND status_index < ?" + states + " ORDER BY status_index DESC LIMIT ?",
            values.toArray())
        .stream()
        .map(delegation -> with(tx, delegation))
        .toList();
  }

  private static Found with(Transaction tx, Delegation delegation) {
    return new Found(delegation, DelegationRows.steps(tx, delegation.id()));
  }
}

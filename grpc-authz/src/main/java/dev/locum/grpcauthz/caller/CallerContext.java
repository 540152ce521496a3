package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.jwt.EndUser;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.WorkloadId;
import io.grpc.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls, as the authenticator proved it: for handlers, and for the authorization of the call.
 *
 * <p><b>Security guarantees</b>: only {@link CallerAuthenticator} makes one; it is bound to the
 * gRPC context of one call and replaced by an empty one for the calls that a handler makes inside
 * the process (H15). It is never a thread-local.
 */
public final class CallerContext {

  private static final CallerContext NOBODY = new CallerContext(new Builder(Provenance.NONE));

  private static final Context.Key<CallerContext> KEY =
      Context.keyWithDefault("locum-caller", NOBODY);

  private final Builder facts;
  private final Set<String> scopes;

  private CallerContext(Builder facts) {
    this.facts = facts;
    this.scopes = scopes(facts);
  }

  private static Set<String> scopes(Builder facts) {
    // A user of another issuer has no actions of Locum, and nobody else has other scopes.
    return facts.endUser.isPresent() ? facts.endUser.get().scopes() : facts.actions.names();
  }

  /**
   * The caller of the call that is being handled; nobody outside of a call and in a public method.
   */
  public static CallerContext current() {
    return KEY.get();
  }

  /** The caller of a public method. */
  public static CallerContext nobody() {
    return NOBODY;
  }

  /** A context in which this is the current caller. */
  public Context in(Context context) {
    return context.withValue(KEY, this);
  }

  public Provenance provenance() {
    return facts.provenance;
  }

  /** The workload that calls; empty for a user's own call. */
  public Optional<WorkloadId> service() {
    return facts.service;
  }

  /** The user and tenant for whom it calls; empty for a service that calls for itself. */
  public Optional<OnBehalfOf> onBehalfOf() {
    return facts.onBehalfOf;
  }

  /** The delegation under which it calls. */
  public Optional<DelegationId> delegation() {
    return facts.delegation;
  }

  /** The workflow in which it calls; empty text: not known. */
  public String workflowId() {
    return facts.workflowId;
  }

  /**
   * What it may do here: the delegation's actions for this service, or the entry's of a trusted
   * workload.
   */
  public ActionSet actions() {
    return facts.actions;
  }

  /**
   * What {@code requires.scopes} is compared with: the actions by name, and the scopes of a user's
   * token.
   */
  public Set<String> scopes() {
    return scopes;
  }

  /** The user who showed a token of an issuer other than Locum's authority. */
  public Optional<EndUser> endUser() {
    return facts.endUser;
  }

  /**
   * By which name a trust source knew the caller, such as {@code mesh
   * spiffe://example.org/ns/trips/sa/worker}; empty text: no trust source vouched.
   */
  public String vouchedBy() {
    return facts.vouchedBy;
  }

  /** Its roles; from our own entry for a workload, from the token for a user. */
  public Set<String> roles() {
    return facts.roles;
  }

  /** The id of the token that proved it; empty text: none. */
  public String tokenId() {
    return facts.tokenId;
  }

  /** When the proof ends; {@link Instant#MAX} if never. */
  public Instant expiresAt() {
    return facts.expiresAt;
  }

  @Override
  public String toString() {
    return "CallerContext["
        + facts.provenance
        + facts.service.map(service -> " " + service).orElse("")
        + facts.onBehalfOf.map(who -> " for " + who.user() + " of " + who.tenant()).orElse("")
        + facts.endUser.map(user -> " " + user.subject() + " of " + user.issuer()).orElse("")
        + "]";
  }

  /** Collects what was proven; for the authenticator. */
  static final class Builder {

    private final Provenance provenance;
    private Optional<WorkloadId> service = Optional.empty();
    private Optional<OnBehalfOf> onBehalfOf = Optional.empty();
    private Optional<DelegationId> delegation = Optional.empty();
    private String workflowId = "";
    private ActionSet actions = ActionSet.empty();
    private Set<String> roles = Set.of();
    private Optional<EndUser> endUser = Optional.empty();
    private String vouchedBy = "";
    private String tokenId = "";
    private Instant expiresAt = Instant.MAX;

    Builder(Provenance provenance) {
      this.provenance = provenance;
    }

    Builder service(WorkloadId service) {
      this.service = Optional.of(service);
      return this;
    }

    Builder onBehalfOf(OnBehalfOf onBehalfOf) {
      this.onBehalfOf = Optional.of(onBehalfOf);
      return this;
    }

    Builder delegation(DelegationId delegation) {
      this.delegation = Optional.of(delegation);
      return this;
    }

    Builder workflowId(String workflowId) {
      this.workflowId = workflowId;
      return this;
    }

    Builder actions(ActionSet actions) {
      this.actions = actions;
      return this;
    }

    Builder roles(Set<String> roles) {
      this.roles = Set.copyOf(roles);
      return this;
    }

    Builder endUser(EndUser user) {
      this.endUser = Optional.of(user);
      this.roles = user.roles();
      return this;
    }

    Builder vouchedBy(String vouchedBy) {
      this.vouchedBy = vouchedBy;
      return this;
    }

    Builder token(String tokenId, Instant expiresAt) {
      this.tokenId = tokenId;
      this.expiresAt = expiresAt;
      return this;
    }

    CallerContext build() {
      return new CallerContext(this);
    }
  }
}

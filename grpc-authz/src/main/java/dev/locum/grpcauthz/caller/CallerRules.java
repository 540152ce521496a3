package dev.locum.grpcauthz.caller;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.TokenVerifier;
import dev.locum.token.WorkloadId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a service believes: its own name, the modes that it accepts and the workloads that it
 * trusts. Immutable.
 */
public final class CallerRules {

  private final Audience self;
  private final TokenVerifier verifier;
  private final Set<CallerMode> modes;
  private final TrustedWorkloads trusted;
  private final Optional<Audience> trustDomain;
  private final Optional<ActionSet> ownActions;
  private final Optional<TokenIntrospection> introspection;
  private final Optional<DelegationCheck> delegationCheck;
  private final boolean senderConstrained;

  private CallerRules(Builder builder) {
    this.self = present("self", builder.self);
    this.verifier = present("verifier", builder.verifier);
    this.modes = EnumSet.copyOf(builder.modes);
    this.trusted = new TrustedWorkloads(builder.trusted);
    this.trustDomain = Optional.ofNullable(builder.trustDomain);
    this.ownActions = Optional.ofNullable(builder.ownActions);
    this.introspection = Optional.ofNullable(builder.introspection);
    this.delegationCheck = Optional.ofNullable(builder.delegationCheck);
    this.senderConstrained = builder.senderConstrained;
  }

  Audience self() {
    return self;
  }

  TokenVerifier verifier() {
    return verifier;
  }

  boolean accepts(CallerMode mode) {
    return modes.contains(mode);
  }

  Optional<TrustedWorkload> trusted(WorkloadId workload) {
    return trusted.find(workload);
  }

  Audience trustDomain() {
    return trustDomain.orElseThrow();
  }

  Optional<ActionSet> ownActions() {
    return ownActions;
  }

  Optional<TokenIntrospection> introspection() {
    return introspection;
  }

  Optional<DelegationCheck> delegationCheck() {
    return delegationCheck;
  }

  boolean isSenderConstrained() {
    return senderConstrained;
  }

  private static <T> T present(String what, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(what + ": not set (expected: set)");
    }
    return value;
  }

  /**
   * Collects the rules; {@link #build} refuses those that are incomplete or contradict each other.
   */
  public static final class Builder {

    private @Nullable Audience self;
    private @Nullable TokenVerifier verifier;
    private Set<CallerMode> modes = EnumSet.of(CallerMode.EXCHANGE);
    private final List<TrustedWorkload> trusted = new ArrayList<>();
    private @Nullable Audience trustDomain;
    private @Nullable ActionSet ownActions;
    private @Nullable TokenIntrospection introspection;
    private @Nullable DelegationCheck delegationCheck;
    private boolean senderConstrained;

    Builder() {}

    /** The service's own name: the {@code aud} of tokens for it. Required. */
    public Builder self(Audience self) {
      this.self = self;
      return this;
    }

    /** Verifies tokens of the one authority. Required. */
    public Builder verifier(TokenVerifier verifier) {
      this.verifier = verifier;
      return this;
    }

    /** The modes that are accepted, and no others. The default is {@link CallerMode#EXCHANGE}. */
    public Builder accept(CallerMode... modes) {
      this.modes = EnumSet.noneOf(CallerMode.class);
      this.modes.addAll(Arrays.asList(modes));
      return this;
    }

    /** Trusts a workload, as far as its entry says. The default is nobody (S2-22). */
    public Builder trust(TrustedWorkload workload) {
      this.trusted.add(workload);
      return this;
    }

    /** The {@code aud} of delegation tokens. Required for {@code FORWARD} and {@code SLICE}. */
    public Builder trustDomain(Audience trustDomain) {
      this.trustDomain = trustDomain;
      return this;
    }

    /**
     * The actions that this service performs; no other action of a delegation counts here, whatever
     * the token says. Required for {@code SLICE}; the default honours the token's actions.
     */
    public Builder ownActions(ActionSet actions) {
      this.ownActions = actions;
      return this;
    }

    /** Asks the authority about each delegation and downstream token. The default asks nobody. */
    public Builder introspection(TokenIntrospection introspection) {
      this.introspection = introspection;
      return this;
    }

    /**
     * Asks the authority about each forwarded identity. The default believes the trusted workload.
     */
    public Builder delegationCheck(DelegationCheck check) {
      this.delegationCheck = check;
      return this;
    }

    /**
     * Demands next to a delegation token the service token of a workload that is trusted for its
     * tenant, so that a delegation token alone, stolen at another service, opens nothing here
     * (S3-42).
     */
    public Builder senderConstrained() {
      this.senderConstrained = true;
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalStateException if something required is missing, no mode is accepted, or a
     *     mode could never accept anybody
     * @throws IllegalArgumentException if a workload is listed twice
     */
    public CallerAuthenticator build() {
      require(!modes.isEmpty(), "modes: none (expected: at least one)");
      boolean forwards = modes.contains(CallerMode.FORWARD) || modes.contains(CallerMode.SLICE);
      require(!forwards || trustDomain != null, "trust domain: not set (expected: set to forward)");
      require(
          !(modes.contains(CallerMode.FORWARD) && modes.contains(CallerMode.SLICE)),
          "modes: forward and slice (expected: one of them)");
      require(
          !modes.contains(CallerMode.SLICE) || (ownActions != null && !ownActions.isEmpty()),
          "own actions: none (expected: at least one to slice)");
      require(
          !lacksTrusted(CallerMode.SERVICE), "trusted workloads: none (expected: at least one)");
      require(
          !lacksTrusted(CallerMode.ON_BEHALF), "trusted workloads: none (expected: at least one)");
      return new CallerAuthenticator(new CallerRules(this));
    }

    /** Whether a mode that needs trusted workloads has none. */
    private boolean lacksTrusted(CallerMode mode) {
      return modes.contains(mode) && trusted.isEmpty();
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalStateException(otherwise);
      }
    }
  }
}

package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.Incubating;
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
 * Whom a service believes: its own name, the modes that it accepts, the workloads that it trusts,
 * its trust sources and the issuers of its users' tokens. Immutable.
 */
public final class CallerRules {

  private final Audience self;
  private final Optional<TokenVerifier> verifier;
  private final Set<CallerMode> modes;
  private final TrustedWorkloads trusted;
  private final Optional<Audience> trustDomain;
  private final Optional<ActionSet> ownActions;
  private final Optional<TokenIntrospection> introspection;
  private final Optional<DelegationCheck> delegationCheck;
  private final boolean senderConstrained;
  private final TrustSources sources;
  private final Optional<UserTokens> userTokens;
  private final Optional<VerificationCache> cache;
  private final TokenHolders holders;

  private CallerRules(Builder builder, Set<CallerMode> modes) {
    this.self = present("self", builder.self);
    this.verifier = Optional.ofNullable(builder.verifier);
    this.modes = modes;
    this.trusted = new TrustedWorkloads(builder.trusted);
    this.trustDomain = Optional.ofNullable(builder.trustDomain);
    this.ownActions = Optional.ofNullable(builder.ownActions);
    this.introspection = Optional.ofNullable(builder.introspection);
    this.delegationCheck = Optional.ofNullable(builder.delegationCheck);
    this.senderConstrained = builder.senderConstrained;
    this.sources = new TrustSources(builder.sources);
    this.userTokens = Optional.ofNullable(builder.userTokens);
    this.cache = Optional.ofNullable(builder.cache);
    this.holders = builder.holders;
  }

  Audience self() {
    return self;
  }

  TokenVerifier verifier() {
    return verifier.orElseThrow();
  }

  TrustSources sources() {
    return sources;
  }

  Optional<UserTokens> userTokens() {
    return userTokens;
  }

  Optional<VerificationCache> cache() {
    return cache;
  }

  TokenHolders holders() {
    return holders;
  }

  boolean acceptsNoMode() {
    return modes.isEmpty();
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
    private @Nullable Set<CallerMode> modes;
    private final List<TrustSource> sources = new ArrayList<>();
    private @Nullable UserTokens userTokens;
    private @Nullable VerificationCache cache;
    private TokenHolders holders = TokenHolders.byCertificateAlone();
    private Profile profile = Profile.PRODUCTION;
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

    /** Verifies tokens of Locum's authority. Required for every {@link CallerMode}. */
    public Builder verifier(TokenVerifier verifier) {
      this.verifier = verifier;
      return this;
    }

    /**
     * The modes that are accepted, and no others. The default is {@link CallerMode#EXCHANGE} where
     * there is a verifier, and none otherwise.
     */
    public Builder accept(CallerMode... modes) {
      Set<CallerMode> accepted = EnumSet.noneOf(CallerMode.class);
      accepted.addAll(Arrays.asList(modes));
      this.modes = accepted;
      return this;
    }

    /**
     * Lets a trust source vouch for callers of internal methods; asked in this order. The default
     * is none: nobody is trusted by being near.
     */
    public Builder trustSource(TrustSource source) {
      this.sources.add(source);
      return this;
    }

    /**
     * Accepts end users by tokens of issuers other than Locum's authority, for gated methods. The
     * default is nobody.
     */
    public Builder userTokens(UserTokens tokens) {
      this.userTokens = tokens;
      return this;
    }

    /** Verifies a token once a minute instead of at every call. The default is at every call. */
    public Builder verificationCache(VerificationCache cache) {
      this.cache = cache;
      return this;
    }

    /**
     * Proves the holders of bound tokens. The default knows no name of the service: tokens that are
     * bound to a key count for nobody.
     */
    @Incubating
    public Builder holders(TokenHolders holders) {
      this.holders = holders;
      return this;
    }

    /** Where the service runs. The default is {@link Profile#PRODUCTION}. */
    public Builder profile(Profile profile) {
      this.profile = profile;
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
     * @throws IllegalStateException if something required is missing, nobody could ever be
     *     accepted, a mode could never accept anybody, or a trust source is for development only
     *     and this is no development profile
     * @throws IllegalArgumentException if a workload is listed twice, or two trust sources read one
     *     header
     */
    public CallerAuthenticator build() {
      Set<CallerMode> accepted = accepted();
      require(
          !accepted.isEmpty() || !sources.isEmpty() || userTokens != null,
          "callers: no modes, no trust source and no user tokens (expected: at least one)");
      require(accepted.isEmpty() || verifier != null, "verifier: not set (expected: set)");
      boolean forwards =
          accepted.contains(CallerMode.FORWARD) || accepted.contains(CallerMode.SLICE);
      require(!forwards || trustDomain != null, "trust domain: not set (expected: set to forward)");
      require(
          !(accepted.contains(CallerMode.FORWARD) && accepted.contains(CallerMode.SLICE)),
          "modes: forward and slice (expected: one of them)");
      require(
          !accepted.contains(CallerMode.SLICE) || (ownActions != null && !ownActions.isEmpty()),
          "own actions: none (expected: at least one to slice)");
      require(
          !accepted.contains(CallerMode.SERVICE) || !trusted.isEmpty(),
          "trusted workloads: none (expected: at least one)");
      require(
          !accepted.contains(CallerMode.ON_BEHALF) || !trusted.isEmpty() || !sources.isEmpty(),
          "trusted workloads: none (expected: at least one)");
      for (TrustSource source : sources) {
        require(
            !source.isForDevelopmentOnly() || profile == Profile.DEVELOPMENT,
            source.name() + ": for development only (expected: the development profile)");
      }
      return new CallerAuthenticator(new CallerRules(this, accepted));
    }

    private Set<CallerMode> accepted() {
      if (modes != null) {
        return EnumSet.copyOf(modes);
      }
      return verifier == null ? EnumSet.noneOf(CallerMode.class) : EnumSet.of(CallerMode.EXCHANGE);
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalStateException(otherwise);
      }
    }
  }
}

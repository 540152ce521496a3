package dev.locum.grpcauthz.holder;

import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.token.Incubating;
import dev.locum.token.RawToken;
import dev.locum.token.Unconfirmed;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopSignatures;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.KeyedNonces;
import dev.locum.token.proof.Possession;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProofUses;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.RememberedProofs;
import dev.locum.token.proof.TargetUri;
import dev.locum.token.proof.TokenHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out at each call whether the sender of a token is its holder.
 *
 * <p><b>Security guarantees</b>: a token that is bound to a key counts only with a proof of that
 * key, for this token, this method and one of the names that were configured, never seen by this
 * process before (DP-1 to DP-4); one that is bound to a certificate only on a connection that was
 * made with it, and while it is valid (MT-1). A bound token that comes as a bearer token is
 * refused. With nonces a proof counts only if it was made after the service gave out its nonce
 * (DP-5). <b>Not guaranteed</b>: that another replica of the service has not seen the proof, unless
 * they share a {@link ProofUses}.
 *
 * <p>Immutable and thread-safe.
 */
@Incubating
public final class TokenHolders {

  private final Set<String> origins;
  private final Optional<DpopVerifier> verifier;
  private final Optional<KeyedNonces> nonces;
  private final Set<Unbound> unbound;
  private final BoundTo boundTo;

  private TokenHolders(
      Set<String> origins,
      Optional<DpopVerifier> verifier,
      Optional<KeyedNonces> nonces,
      Set<Unbound> unbound,
      BoundTo boundTo) {
    this.origins = origins;
    this.verifier = verifier;
    this.nonces = nonces;
    this.unbound = unbound;
    this.boundTo = boundTo;
  }

  /** Tokens that are bound to nothing. */
  private enum Unbound {
    /** Of kinds that can be bound: downstream, delegation and users' access tokens. */
    BINDABLE,
    /** Service tokens. */
    SERVICE,
    /** Tokens of other issuers. */
    FOREIGN
  }

  /** To what tokens that are bound must be bound. */
  private enum BoundTo {
    ANYTHING,
    A_KEY,
    A_CERTIFICATE;

    boolean isMetBy(Confirmation bound) {
      return switch (this) {
        case ANYTHING -> true;
        case A_KEY -> bound instanceof Confirmation.Key;
        case A_CERTIFICATE -> bound instanceof Confirmation.Certificate;
      };
    }
  }

  /** Knows no name of the service: no token that is bound to a key counts. */
  public static TokenHolders byCertificateAlone() {
    return new TokenHolders(
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        EnumSet.allOf(Unbound.class),
        BoundTo.ANYTHING);
  }

  /**
   * Starts what proves keys.
   *
   * @param clock says when a proof is too old
   */
  public static Builder builder(Clock clock) {
    return new Builder(clock);
  }

  /** How a token came. */
  public enum Place {
    /** In {@code authorization}. */
    AUTHORIZATION,
    /** In {@code txn-token}. */
    TXN_TOKEN
  }

  /** The token, if its sender has proven to be its holder; never throws. */
  public <T extends VerifiedToken> Verification<T> confirm(
      Unconfirmed<T> token, RawToken raw, Place place, ShownHolder shown) {
    try {
      return token.confirm(possession(token.confirmation(), raw, place, shown));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }

  /**
   * Requires of the sender of a token in {@code authorization} what it is bound to, at the word of
   * the authority, which was asked about it (RFC 9449 §6.2).
   *
   * @param confirmation to what it is bound; empty: to nothing
   * @throws DenialException if its sender has not proven to be its holder
   */
  public void require(Optional<Confirmation> confirmation, RawToken raw, ShownHolder shown) {
    Possession possession = possession(confirmation, raw, Place.AUTHORIZATION, shown);
    confirmation.ifPresent(bound -> possession.require(bound, TokenHash.of(raw.reveal())));
  }

  /**
   * Requires that a service token, which is never bound, counts as the proof of who calls.
   *
   * @throws DenialException {@code PROOF_NEEDED} if it does not
   */
  public void requireServiceTokens() {
    require(
        unbound.contains(Unbound.SERVICE),
        "a service token is bound to nothing, and this service takes bound ones only");
  }

  /**
   * Requires that a token of another issuer counts: of those none is bound that counts.
   *
   * @throws DenialException {@code PROOF_NEEDED} if it does not
   */
  public void requireOtherIssuers() {
    require(
        unbound.contains(Unbound.FOREIGN),
        "another issuer's token is bound to nothing, and this service takes bound ones only");
  }

  /** The nonce that the next proof has to have; empty: none is asked for. */
  public Optional<String> nextNonce() {
    return nonces.map(KeyedNonces::current);
  }

  private Possession possession(
      Optional<Confirmation> confirmation, RawToken raw, Place place, ShownHolder shown) {
    boolean asDpop = place == Place.AUTHORIZATION && shown.asDpop();
    if (confirmation.isEmpty()) {
      require(
          unbound.contains(Unbound.BINDABLE),
          "the token is bound to nothing, and this service takes bound ones only");
      require(!asDpop, "the scheme DPoP, and a token that is bound to nothing");
      return Possession.none();
    }
    require(boundTo.isMetBy(confirmation.get()), "the token is bound otherwise than is asked for");
    if (confirmation.get() instanceof Confirmation.Key key) {
      require(place == Place.TXN_TOKEN || asDpop, "cnf: jkt, and a bearer token");
      return Possession.of(
          verifier
              .orElseThrow(() -> needed("cnf: jkt, and no name of this service is configured"))
              .verify(
                  shown.proof().orElseThrow(() -> needed("cnf: jkt, and no proof")),
                  request(raw, place, shown, key.thumbprint())));
    }
    require(!asDpop, "cnf: x5t#S256, and the scheme DPoP");
    // Not every server's TLS looks at the dates of what it asks for (RFC 8705 §6.2).
    return shown.certificates().stream()
        .findFirst()
        .filter(LeafCertificate::isValidNow)
        .map(Possession::of)
        .orElseGet(Possession::none);
  }

  private ProvenRequest request(
      RawToken raw, Place place, ShownHolder shown, KeyThumbprint boundTo) {
    ProvenRequest request = ProvenRequest.of(shown.method(), origins, shown.path());
    return place == Place.AUTHORIZATION
        ? request.withAccessToken(raw.reveal(), boundTo)
        : request.withTxnToken(raw.reveal(), boundTo);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw needed(otherwise);
    }
  }

  private static DenialException needed(String detail) {
    return new DenialException(DenialReason.PROOF_NEEDED, detail);
  }

  /** Collects the names of a service. */
  public static final class Builder {

    private final Clock clock;
    private final Set<String> origins = new HashSet<>();
    private final Set<Unbound> unbound = EnumSet.allOf(Unbound.class);
    private BoundTo boundTo = BoundTo.ANYTHING;
    private @Nullable KeyedNonces nonces;
    private ProofUses uses;

    private Builder(Clock clock) {
      this.clock = clock;
      this.uses = new RememberedProofs(clock);
    }

    /**
     * A name under which callers reach the service; may be repeated. Proofs for others do not
     * count: what a call says about where it goes, its sender chose.
     *
     * @param origin such as {@code https://fleet:7461}, also for gRPC
     * @throws IllegalArgumentException if it is no http or https address
     */
    public Builder reachedAt(String origin) {
      origins.add(TargetUri.parse(origin).origin());
      return this;
    }

    /**
     * Refuses every token that is bound to nothing, of whatever kind: downstream, delegation and
     * users' access tokens of Locum need the proof of their holder, and service tokens and tokens
     * of other issuers, which nobody binds, do not count at all. The default takes bound ones and
     * others. What a trust source vouches for is no token. Next to a bound delegation token a
     * service token still says who sends it: it lets nobody in by itself.
     */
    public Builder boundTokensOnly() {
      unbound.clear();
      return this;
    }

    /** {@link #boundTokensOnly}, and what is bound to a certificate is refused, too (RFC 9449). */
    public Builder boundToKeysOnly() {
      this.boundTo = BoundTo.A_KEY;
      return boundTokensOnly();
    }

    /**
     * {@link #boundTokensOnly}, and what is bound to a key is refused, too (RFC 8705). Names of the
     * service are not needed then.
     */
    public Builder boundToCertificatesOnly() {
      this.boundTo = BoundTo.A_CERTIFICATE;
      return boundTokensOnly();
    }

    /**
     * After {@link #boundTokensOnly}: service tokens count all the same, for callers that call for
     * themselves or on behalf of users. Whoever is shown one can show it here until it expires.
     */
    public Builder exceptServiceTokens() {
      unbound.add(Unbound.SERVICE);
      return this;
    }

    /** After {@link #boundTokensOnly}: users' tokens of other issuers count all the same. */
    public Builder exceptOtherIssuers() {
      unbound.add(Unbound.FOREIGN);
      return this;
    }

    /**
     * Asks for a nonce in each proof, and gives it out (RFC 9449 §9): over gRPC in the trailer
     * {@code dpop-nonce}, over HTTP in the header {@code DPoP-Nonce}. The default asks for none.
     *
     * @param nonces under a key that all replicas have
     */
    public Builder nonces(KeyedNonces nonces) {
      this.nonces = nonces;
      return this;
    }

    /**
     * {@link #nonces} under a key that all replicas have; absent: under one that this process alone
     * has.
     *
     * @throws IllegalArgumentException if the key has not 32 bytes
     */
    public Builder noncesUnder(Optional<byte[]> key) {
      return nonces(
          key.map(shared -> new KeyedNonces(shared, clock))
              .orElseGet(() -> KeyedNonces.ofThisProcess(new SecureRandom(), clock)));
    }

    /** Remembers proofs where several processes see it. The default is this process alone. */
    public Builder remembering(ProofUses shared) {
      this.uses = shared;
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalStateException if the service has no name and takes what is bound to keys
     */
    public TokenHolders build() {
      if (origins.isEmpty() && boundTo != BoundTo.A_CERTIFICATE) {
        throw new IllegalStateException("names of the service: none (expected: at least one)");
      }
      DpopSignatures signatures = new DpopSignatures(CryptoProviders.choose());
      DpopVerifier verifier = new DpopVerifier(signatures, uses, ProofTiming.of(clock));
      return new TokenHolders(
          Set.copyOf(origins),
          Optional.of(nonces == null ? verifier : verifier.requiring(nonces)),
          Optional.ofNullable(nonces),
          Set.copyOf(unbound),
          boundTo);
    }
  }
}

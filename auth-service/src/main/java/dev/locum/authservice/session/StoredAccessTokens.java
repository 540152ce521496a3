package dev.locum.authservice.session;

import dev.locum.authservice.possession.AccessHolder;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Unconfirmed;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.Possession;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Access tokens as the authority's store knows them. Whether one stands is decided by one rule, for
 * whoever asks: so a token that is revoked counts nowhere any more.
 */
public final class StoredAccessTokens implements AccessTokens {

  private final TokenVerifier verifier;
  private final SenderProofs proofs;
  private final UserAudiences audiences;
  private final Store store;
  private final Clock clock;

  /**
   * Access tokens.
   *
   * @param proofs what whoever shows a bound one proves to hold
   * @param audiences where access tokens are used
   */
  public StoredAccessTokens(
      TokenVerifier verifier,
      SenderProofs proofs,
      UserAudiences audiences,
      Store store,
      Clock clock) {
    this.verifier = verifier;
    this.proofs = proofs;
    this.audiences = audiences;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Verification<ActiveAccess> introspect(ShownAccess shown) {
    return active(standing(shown, List.of(audiences.trigger())));
  }

  @Override
  public Verification<ActiveAccess> ofAnyHolder(RawToken token) {
    return active(standingOfAnyHolder(token, List.of(audiences.trigger())));
  }

  private static Verification<ActiveAccess> active(Verification<Standing> standing) {
    return switch (standing) {
      case Verification.Verified<Standing> stands -> Verification.verified(stands.token().active());
      case Verification.Rejected<Standing> rejected -> Verification.rejected(rejected.rejection());
    };
  }

  /**
   * Whether the token stands, for whichever of the audiences it is, and whoever shows it holds it.
   *
   * @param shownTo at least one
   * @return the token and its session, or a rejection like that of {@link #introspect}
   */
  Verification<Standing> standing(ShownAccess shown, List<Audience> shownTo) {
    return switch (genuine(shown.token(), shownTo)) {
      case Verification.Rejected<Unconfirmed<VerifiedAccessToken>> rejected ->
          Verification.rejected(rejected.rejection());
      case Verification.Verified<Unconfirmed<VerifiedAccessToken>> genuine ->
          confirm(genuine.token(), shown)
                  instanceof Verification.Rejected<VerifiedAccessToken> rejected
              ? Verification.rejected(rejected.rejection())
              : standing(genuine.token());
    };
  }

  /** The same, whoever shows it. */
  Verification<Standing> standingOfAnyHolder(RawToken token, List<Audience> shownTo) {
    return switch (genuine(token, shownTo)) {
      case Verification.Rejected<Unconfirmed<VerifiedAccessToken>> rejected ->
          Verification.rejected(rejected.rejection());
      case Verification.Verified<Unconfirmed<VerifiedAccessToken>> genuine ->
          standing(genuine.token());
    };
  }

  /** Everything but the holder is verified before a proof is looked at, and so used up. */
  private Verification<VerifiedAccessToken> confirm(
      Unconfirmed<VerifiedAccessToken> token, ShownAccess shown) {
    Optional<Confirmation> binding = token.confirmation();
    if (binding.isEmpty()) {
      return token.confirm(Possession.none());
    }
    return switch (shown.holder()) {
      case AccessHolder.Shown holder ->
          confirm(token, binding.get(), shown.token(), holder.proof());
      case AccessHolder.Proven holder ->
          holder.held().equals(binding.get())
              ? Verification.verified(token.unproven())
              : Verification.rejected(
                  Rejection.of(DenialReason.PROOF_KEY_WRONG, "what was proven: another"));
    };
  }

  private Verification<VerifiedAccessToken> confirm(
      Unconfirmed<VerifiedAccessToken> token,
      Confirmation binding,
      RawToken raw,
      ShownProof shown) {
    return switch (binding) {
      case Confirmation.Certificate _ -> confirm(token, shown);
      case Confirmation.Key bound -> {
        try {
          yield token.confirm(proofs.requireHolder(shown, raw, bound.thumbprint()));
        } catch (DenialException e) {
          yield Verification.rejected(e.rejection());
        }
      }
    };
  }

  /** No proof in the request would help, so the answer is not about one (RFC 8705 §3). */
  private static Verification<VerifiedAccessToken> confirm(
      Unconfirmed<VerifiedAccessToken> token, ShownProof shown) {
    Possession held =
        shown
            .certificate()
            .<Possession>map(Possession.Certificate::new)
            .orElseGet(Possession::none);
    return token.confirm(held) instanceof Verification.Verified<VerifiedAccessToken> confirmed
        ? confirmed
        : Verification.rejected(
            Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, "another certificate, or none"));
  }

  private Verification<Standing> standing(Unconfirmed<VerifiedAccessToken> token) {
    try {
      return store.read(tx -> standing(tx, token.unproven(), token.confirmation()));
    } catch (StoreUnavailableException e) {
      return Verification.rejected(
          Rejection.of(DenialReason.STORE_UNAVAILABLE, "the session could not be looked up"));
    }
  }

  /**
   * Tries the next audience only if nothing but the audience was wrong: the others cost nothing.
   */
  private Verification<Unconfirmed<VerifiedAccessToken>> genuine(
      RawToken token, List<Audience> shownTo) {
    Verification<Unconfirmed<VerifiedAccessToken>> last =
        verifier.unconfirmedAccessToken(token, shownTo.getFirst());
    for (Audience next : shownTo.subList(1, shownTo.size())) {
      boolean isForAnother =
          last instanceof Verification.Rejected<Unconfirmed<VerifiedAccessToken>> rejected
              && rejected.rejection().reason() == DenialReason.TOKEN_AUDIENCE_WRONG;
      if (!isForAnother) {
        return last;
      }
      last = verifier.unconfirmedAccessToken(token, next);
    }
    return last;
  }

  private Verification<Standing> standing(
      Transaction tx, VerifiedAccessToken token, Optional<Confirmation> confirmation) {
    AccessClaims claims = token.claims();
    Optional<Session> found = SessionRows.find(tx, claims.session());
    if (found.isEmpty()) {
      return Verification.rejected(Rejection.of(DenialReason.SESSION_ENDED, "no such session"));
    }
    Session session = found.get();
    if (!claims.subject().equals(session.account().user().subject())
        || !claims.tenant().equals(session.account().user().tenant())) {
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, "the session is another user's"));
    }
    Optional<DenialReason> refusal = session.refusal(clock.instant());
    if (refusal.isEmpty() && SessionRows.isRevoked(tx, token.life().id())) {
      refusal = Optional.of(DenialReason.TOKEN_REVOKED);
    }
    return refusal
        .<Verification<Standing>>map(reason -> Verification.rejected(Rejection.of(reason)))
        .orElseGet(() -> Verification.verified(new Standing(token, session, confirmation)));
  }
}

package dev.locum.token;

import dev.locum.token.denial.DenialException;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.Possession;
import dev.locum.token.proof.TokenHash;
import java.util.Optional;

/**
 * A verified token of which is not known yet whether its sender may show it. It may be kept and
 * asked again; what a sender proves counts for one request alone.
 *
 * @param <T> what the token is once its sender has proven to be its holder
 */
@Incubating
public final class Unconfirmed<T extends VerifiedToken> {

  private final T token;
  private final Optional<Binding> binding;

  /** Only {@link TokenVerifier} constructs one. */
  Unconfirmed(T token, Optional<Binding> binding) {
    this.token = token;
    this.binding = binding;
  }

  /** To what it is bound; empty: to nothing, whoever bears it may use it. */
  public Optional<Confirmation> confirmation() {
    return binding.map(Binding::confirmation);
  }

  /** How long it counts, which is no secret and no right. */
  public TokenLife life() {
    return token.life();
  }

  /** The token, if its sender holds what it is bound to (DP-3, DP-4, MT-1). */
  public Verification<T> confirm(Possession shown) {
    try {
      binding.ifPresent(bound -> shown.require(bound.confirmation(), bound.token()));
      return Verification.verified(token);
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }

  /**
   * What the token says, without any proof of its holder: for the authority itself, which tells
   * whoever asks what a token is worth and to what it is bound (RFC 9449 §6.2), and decides nothing
   * by it.
   */
  public T unproven() {
    return token;
  }

  @Override
  public String toString() {
    return "Unconfirmed[" + token.life().id() + "]";
  }

  /**
   * To what a token is bound.
   *
   * @param confirmation the claim
   * @param token which token; its text is not kept
   */
  record Binding(Confirmation confirmation, TokenHash token) {}
}

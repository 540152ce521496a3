package dev.locum.authservice.route;

import dev.locum.authservice.possession.Held;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import java.util.Optional;

/**
 * To what the tokens of a downstream are bound, so that nobody else can use them (S3-42, S3-53).
 */
public enum SenderConstraint {
  /** To the key that the worker proves, if it does. */
  NONE,
  /** To the key that the worker proves, or there is no token (RFC 9449). */
  DPOP,
  /** To the client certificate of the connection, or there is no token (RFC 8705). */
  MTLS,
  /** To the key that the worker proves, else to its client certificate, or there is no token. */
  ANY;

  /** What this downstream asks for on a route that wants its tokens bound. */
  public SenderConstraint onConstrainedRoute() {
    return this == NONE ? ANY : this;
  }

  /**
   * What a token is bound to; empty: to nothing.
   *
   * @param held what the worker has proven
   * @throws DenialException {@code PROOF_NEEDED} if it has proven nothing that would do
   */
  public Optional<Confirmation> bindingTo(Held held) {
    Optional<Confirmation> key = held.key().map(Confirmation.Key::new);
    Optional<Confirmation> certificate = held.certificate().map(Confirmation.Certificate::new);
    return switch (this) {
      case NONE -> key;
      case DPOP -> Optional.of(key.orElseThrow(SenderConstraint::needed));
      case MTLS -> Optional.of(certificate.orElseThrow(SenderConstraint::needed));
      case ANY -> Optional.of(key.or(() -> certificate).orElseThrow(SenderConstraint::needed));
    };
  }

  private static DenialException needed() {
    return new DenialException(DenialReason.PROOF_NEEDED, "the downstream takes bound tokens only");
  }

  /**
   * Whether a token may open the downstream, as it is bound: what is to be bound to a certificate
   * does not become better by a key.
   */
  public boolean accepts(Optional<Confirmation> bound) {
    return switch (this) {
      case NONE -> true;
      case DPOP -> bound.filter(Confirmation.Key.class::isInstance).isPresent();
      case MTLS -> bound.filter(Confirmation.Certificate.class::isInstance).isPresent();
      case ANY -> bound.isPresent();
    };
  }

  /** Whether every token that the other asks for would do here too. */
  public boolean isAsStrictAs(SenderConstraint other) {
    return switch (other) {
      case NONE -> true;
      case ANY -> this != NONE;
      case DPOP, MTLS -> this == other;
    };
  }
}

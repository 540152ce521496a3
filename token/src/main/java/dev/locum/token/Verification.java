package dev.locum.token;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.Rejection;

/**
 * The outcome of a verification: the proof, or why there is none.
 *
 * @param <T> what is proven
 */
public sealed interface Verification<T> {

  /** Verified. */
  record Verified<T>(T token) implements Verification<T> {}

  /** Not verified; nothing of the token may be used. */
  record Rejected<T>(Rejection rejection) implements Verification<T> {}

  static <T> Verification<T> verified(T token) {
    return new Verified<>(token);
  }

  static <T> Verification<T> rejected(Rejection rejection) {
    return new Rejected<>(rejection);
  }

  /**
   * The proof.
   *
   * @throws DenialException if the token was rejected; the caller is told {@link Rejection#reason}
   *     only
   */
  default T orElseThrow() {
    if (this instanceof Verified<T> verified) {
      return verified.token();
    }
    throw new DenialException(((Rejected<T>) this).rejection());
  }
}

package dev.locum.architecture.planted.proof.token;

/** Stands for ours. */
public record Unconfirmed(VerifiedToken token) {

  /** Stands for ours. */
  public VerifiedToken unproven() {
    return token;
  }
}

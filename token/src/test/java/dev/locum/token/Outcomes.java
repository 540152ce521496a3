package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.denial.DenialReason;

/** Reads what a verification came to. */
public final class Outcomes {

  private Outcomes() {}

  /** The reason of a rejection; fails if it was verified. */
  public static DenialReason reason(Verification<?> verification) {
    assertThat(verification).isInstanceOf(Verification.Rejected.class);
    return ((Verification.Rejected<?>) verification).rejection().reason();
  }

  public static boolean isVerified(Verification<?> verification) {
    return verification instanceof Verification.Verified<?>;
  }
}

package dev.locum.grpcauthz.header;

/** What a caller presented, read when somebody needs it; reading it may refuse the call. */
public interface Presented {

  /** Whether nothing was presented, well formed or not. */
  boolean isEmpty();

  /**
   * All of it.
   *
   * @throws dev.locum.token.denial.DenialException if a credential is there twice or has not its
   *     form
   */
  PresentedCredentials all();

  /**
   * All but the bearer token, which may be anything: for a caller for whom a trust source vouches,
   * it says nothing (S4-42).
   *
   * @throws dev.locum.token.denial.DenialException as {@link #all} does
   */
  PresentedCredentials withoutBearer();
}

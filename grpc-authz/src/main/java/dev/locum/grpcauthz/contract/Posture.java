package dev.locum.grpcauthz.contract;

/** How a method is exposed: exactly one of three (S4-14). */
public enum Posture {
  /** No authentication, no authorization. */
  PUBLIC,
  /** A caller whom a trust source vouches for; never a mere end user's token. */
  INTERNAL,
  /** An authenticated caller who meets the requirements or the policy; the default. */
  GATED
}

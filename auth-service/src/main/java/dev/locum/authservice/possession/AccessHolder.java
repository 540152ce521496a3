package dev.locum.authservice.possession;

import dev.locum.token.proof.Confirmation;

/** What is known of whoever shows a user's access token. */
public sealed interface AccessHolder {

  /** Nothing is shown: whoever bears the token. */
  static AccessHolder nobody() {
    return new Shown(ShownProof.none());
  }

  /** What the request itself shows; nobody has looked at it. */
  record Shown(ShownProof proof) implements AccessHolder {}

  /**
   * What was seen to be proven: by the trigger, to which the user's call came, or by ourselves
   * earlier in the same call.
   */
  record Proven(Confirmation held) implements AccessHolder {}
}

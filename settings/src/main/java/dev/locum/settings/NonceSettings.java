package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.util.Base64;
import java.util.Optional;

/**
 * What a service asks of proofs of possession (DPoP) next to tokens.
 *
 * @param nonce whether a proof needs a nonce of this service
 * @param nonceKey under which nonces are made, shared by replicas
 */
public record NonceSettings(
    @Setting(
            value =
                "`required`: a DPoP proof must have a nonce that this service gave out in this"
                    + " minute or the last (RFC 9449 §9). A proof without it is refused with the"
                    + " nonce: `PROOF_NONCE_NEEDED` and the trailer `dpop-nonce` over gRPC, 401"
                    + " `use_dpop_nonce` and the header `DPoP-Nonce` over HTTP; our clients then"
                    + " call once more. Update the clients first.",
            defaultsTo = "none")
        ProofSettings.Nonce nonce,
    @Setting(
            "With `nonce: required`: the key under which nonces are made, 32 random bytes,"
                + " base64url without padding. All replicas behind one address need the same."
                + " Absent: the process makes one when it starts. Another key costs a client one"
                + " more call.")
        Optional<Secret> nonceKey) {

  private static final int KEY_BYTES = 32;

  /** Refuses a key that is none, and one that nobody uses. */
  public NonceSettings {
    Rules.check()
        .require(
            "nonceKey",
            nonceKey.isEmpty() || nonce == ProofSettings.Nonce.REQUIRED,
            "without nonce: required (expected: absent)")
        .require(
            "nonceKey",
            nonceKey.isEmpty() || isKey(nonceKey.get()),
            "another form (expected: " + KEY_BYTES + " bytes, base64url without padding)")
        .orThrow();
  }

  /** The bytes of the key; empty: the process makes one. */
  public Optional<byte[]> key() {
    return nonceKey.map(secret -> Base64.getUrlDecoder().decode(secret.reveal().strip()));
  }

  private static boolean isKey(Secret secret) {
    try {
      return Base64.getUrlDecoder().decode(secret.reveal().strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

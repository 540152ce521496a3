package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Labelled;
import java.util.Locale;

/**
 * What the auth service asks of proofs of possession (DPoP).
 *
 * @param nonce whether a proof needs a nonce of the auth service
 */
public record ProofSettings(
    @Setting(
            value =
                "`required`: a DPoP proof must have a nonce that the auth service gave out in this"
                    + " minute or the last (RFC 9449 §8), so that nobody shows one that was made"
                    + " before. A proof without it is refused with the nonce: `use_dpop_nonce` and"
                    + " the header `DPoP-Nonce` over HTTP, `PROOF_NONCE_NEEDED` and the trailer"
                    + " `dpop-nonce` over gRPC. Update the workers first: a library that does not"
                    + " know it gets no bound tokens.",
            defaultsTo = "none")
        Nonce nonce) {

  /** Whether a proof needs a nonce. */
  public enum Nonce implements Labelled {
    NONE,
    REQUIRED;

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

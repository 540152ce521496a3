package dev.locum.token.proof;

import java.util.Map;

/**
 * What a proof says, signed by the key that it brought along; for which request, nobody has looked.
 *
 * @param claims the payload
 * @param key the key that signed it
 */
public record SignedProof(Map<String, Object> claims, KeyThumbprint key) {

  /** Copies the claims. */
  public SignedProof {
    claims = Map.copyOf(claims);
  }
}

package dev.locum.authservice.possession;

import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.DpopProof;
import java.util.List;
import java.util.Optional;

/**
 * What a request shows besides its credential.
 *
 * @param proofs the values of its DPoP header, as they came
 * @param certificate of the connection; TLS has verified that the caller holds its key
 * @param method of the request; {@code POST} for gRPC
 * @param path of the request
 */
public record ShownProof(
    List<DpopProof> proofs,
    Optional<CertificateThumbprint> certificate,
    String method,
    String path) {

  private static final ShownProof NONE = new ShownProof(List.of(), Optional.empty(), "", "");

  /** Copies. */
  public ShownProof {
    proofs = List.copyOf(proofs);
  }

  /** Nothing is shown. */
  public static ShownProof none() {
    return NONE;
  }
}

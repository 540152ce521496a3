package dev.locum.grpcauthz.http;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.header.CredentialIntake;
import dev.locum.token.Incubating;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A request that was let in.
 *
 * @param caller who calls
 * @param correlationId joins it with the audit trail
 * @param trustHeaders the headers that trust sources read, in lower case
 * @param nextNonce for the answer's header {@link HttpRefusal#DPOP_NONCE}; empty: none
 */
@Incubating
public record Admission(
    CallerContext caller,
    String correlationId,
    Set<String> trustHeaders,
    Optional<String> nextNonce) {

  /** Copies the set. */
  public Admission {
    trustHeaders = Set.copyOf(trustHeaders);
  }

  /** Whether a header must not be seen by the handler, whatever the case of its name (H5, H6). */
  public boolean hides(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return CredentialIntake.isCredential(name) || trustHeaders.contains(name);
  }
}

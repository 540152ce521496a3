package dev.locum.authservice.workload;

import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.token.RawToken;

/** What somebody shows to be a workload. Nothing of it is shown by {@code toString}. */
public sealed interface PresentedCredential {

  /** {@code private_key_jwt} (RFC 7523): the assertion names the workload. */
  record Assertion(RawToken token) implements PresentedCredential {}

  /** An API key: it names its workload by itself. */
  record Key(ApiKey key) implements PresentedCredential {}

  /** An API key beside the id of its workload ({@code client_secret_basic}): both must fit. */
  record NamedKey(String workload, ApiKey key) implements PresentedCredential {}

  /**
   * The client certificate of the connection, of which TLS has proven the possession.
   *
   * @param thumbprint {@code x5t#S256} (RFC 8705 §3.1)
   */
  record Certificate(String thumbprint) implements PresentedCredential {}

  /**
   * The client certificate of a connection beside the id of its workload (RFC 8705 §2): both must
   * fit, and one of our authorities must vouch for it.
   */
  record NamedCertificate(String workload, ConnectionCertificate certificate)
      implements PresentedCredential {}

  /**
   * The SPIFFE id of a certificate that a gateway has verified.
   *
   * @param id the whole id
   */
  record SpiffeId(String id) implements PresentedCredential {}
}

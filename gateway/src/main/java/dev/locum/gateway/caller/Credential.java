package dev.locum.gateway.caller;

import dev.locum.token.RawToken;
import java.time.Instant;

/** What a caller shows to prove itself. Its secret leaves through the components only. */
public sealed interface Credential {

  /** How it proves. */
  CredentialKind kind();

  /**
   * An API key in {@code authorization}.
   *
   * @param key the key; secret
   */
  record ApiKey(RawToken key) implements Credential {
    @Override
    public CredentialKind kind() {
      return CredentialKind.API_KEY;
    }
  }

  /**
   * A token in {@code authorization}.
   *
   * @param token the token; secret
   */
  record ServiceToken(RawToken token) implements Credential {
    @Override
    public CredentialKind kind() {
      return CredentialKind.SERVICE_TOKEN;
    }
  }

  /**
   * The certificate of the connection, whose chain and key the TLS handshake has proven.
   *
   * @param thumbprint its {@code x5t#S256} (RFC 7515 §4.1.8)
   * @param notAfter when it counts no more; a connection may live longer
   */
  record Certificate(String thumbprint, Instant notAfter) implements Credential {
    @Override
    public CredentialKind kind() {
      return CredentialKind.CERTIFICATE;
    }
  }

  /**
   * The X.509-SVID of the connection, proven against the bundle of its own trust domain.
   *
   * @param spiffeId its one SPIFFE id
   * @param notAfter when it counts no more; a connection may live longer
   */
  record Svid(String spiffeId, Instant notAfter) implements Credential {
    @Override
    public CredentialKind kind() {
      return CredentialKind.CERTIFICATE;
    }
  }
}

package dev.locum.gateway.caller;

/** How a connection proved itself. */
public enum CredentialKind {
  /** A client certificate, in the TLS handshake. */
  CERTIFICATE,
  /** An API key in {@code authorization}. */
  API_KEY,
  /** A service token of the auth service in {@code authorization}. */
  SERVICE_TOKEN
}

package dev.locum.authservice.namespace;

/** How a connection at the gateway proves itself; a namespace says which it accepts (S1-08). */
public enum CredentialKind {
  /** A client certificate. */
  CERTIFICATE,
  /** An API key. */
  API_KEY,
  /** A service token of this authority whose audience is the gateway. */
  SERVICE_TOKEN
}

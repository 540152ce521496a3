package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Secret;

/** A workload's own credential. There is no default: one must be chosen. */
public sealed interface WorkloadProof {

  /**
   * A private key with which the process signs client assertions (private_key_jwt, RFC 7523).
   *
   * @param jwk the key as a private JWK (RFC 7517)
   */
  @Choice(
      key = "privateKey",
      about = "Private JWK with which the process signs client assertions (RFC 7523).",
      inline = true)
  record PrivateKey(@Setting("Private JWK (RFC 7517).") Secret jwk) implements WorkloadProof {}

  /**
   * An API key that an operator issued for the workload.
   *
   * @param key the key
   */
  @Choice(
      key = "apiKey",
      about = "API key that an operator issued for the workload.",
      inline = true)
  record ApiKey(@Setting("The key.") Secret key) implements WorkloadProof {}

  /**
   * A TLS client certificate whose thumbprint is registered for the workload.
   *
   * @param shown the certificate and its key
   */
  @Choice(
      key = "certificate",
      about = "TLS client certificate whose thumbprint is registered for the workload.",
      inline = true)
  record Certificate(@Setting("The certificate.") ClientCertificate shown)
      implements WorkloadProof {}
}

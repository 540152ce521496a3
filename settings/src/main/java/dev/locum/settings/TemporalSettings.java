package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.util.Optional;

/**
 * A Temporal frontend, or Locum's gateway before it.
 *
 * @param target where it is
 * @param transport how the connection is protected
 * @param apiKey API key sent with each call; empty: none
 * @param clientCertificate certificate shown to it; empty: none
 * @param token whether a token for Temporal's own JWT authorizer is sent with each call
 */
public record TemporalSettings(
    @Setting("Where the frontend is: `host:port`.") Address target,
    @Setting("how the connection is protected") ClientTransport transport,
    @Setting("API key sent with each call. Absent: none.") Optional<Secret> apiKey,
    @Setting("Client certificate shown to it (mTLS). Absent: none.")
        Optional<ClientCertificate> clientCertificate,
    @Setting(
            value =
                "`true`: a token of the auth service's is sent with each call, for a Temporal whose"
                    + " own JWT authorizer verifies under the auth service's keys and expects the"
                    + " audience `locum-temporal`. Fetched and renewed by itself. Of the gateway"
                    + " and the auth service alone.",
            defaultsTo = "false")
        boolean token) {

  /** Refuses plaintext to another machine, and credentials over plaintext. */
  public TemporalSettings {
    boolean insecure = transport instanceof ClientTransport.Insecure;
    Rules.check()
        .require(
            "insecure",
            !insecure || target.isLoopback(),
            "plaintext to another machine (expected: tls, or a loopback target)")
        .require("apiKey", !insecure || apiKey.isEmpty(), "sent without protection (expected: tls)")
        .require("token", !token || !insecure, "sent without protection (expected: tls)")
        .require("token", !token || apiKey.isEmpty(), "beside apiKey (expected: one of them)")
        .require(
            "clientCertificate",
            !insecure || clientCertificate.isEmpty(),
            "cannot be shown without TLS (expected: tls)")
        .orThrow();
  }

  /** A frontend on this machine without protection, for tests and a single machine. */
  public static TemporalSettings plaintext(Address target) {
    return new TemporalSettings(
        target, ClientTransport.plaintext(), Optional.empty(), Optional.empty(), false);
  }
}

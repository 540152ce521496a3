package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.util.List;

/**
 * Settings of a service that workers call, such as the examples' fleet and billing.
 *
 * @param listen where it serves
 * @param name its registered name: the {@code aud} of tokens for it
 * @param issuer the {@code iss} of the tokens that it accepts
 * @param trustDomain the {@code aud} of delegation tokens that it accepts
 * @param authService the auth service
 * @param workload as which workload it authenticates there; of kind DOWNSTREAM
 * @param onBehalf workloads whose forwarded user and tenant it believes
 * @param audit where it keeps audit events
 */
@Section(
    key = "downstream",
    about = "Read by services that verify Locum's tokens, such as the examples.")
public record DownstreamSettings(
    @Setting("Where it serves.") Listen listen,
    @Setting(
            value = "Its registered name: the `aud` of tokens for it.",
            form = "[a-z][a-z0-9-]{0,62}")
        String name,
    @Setting("The auth service's issuer: the `iss` of the tokens that it accepts.") URI issuer,
    @Setting(
            value = "Trust domain: the `aud` of the delegation tokens that it accepts.",
            defaultsTo = "locum",
            form = "[a-z][a-z0-9.-]{0,62}")
        String trustDomain,
    @Setting("The auth service's gRPC server.") PeerSettings authService,
    @Setting("As which workload it authenticates to the auth service; of kind DOWNSTREAM.")
        WorkloadSettings workload,
    @Setting(
            value =
                "Workloads whose `X-Forwarded-User` and `X-Forwarded-Tenant` it believes when they"
                    + " show their own service token. Empty: nobody.",
            defaultsTo = "[]",
            form = "[a-z][a-z0-9-]{0,62}")
        List<String> onBehalf,
    @Setting("Audit events.") AuditSettings audit) {

  public DownstreamSettings {
    onBehalf = List.copyOf(onBehalf);
  }

  /**
   * Where it serves.
   *
   * @param address address of the gRPC server
   * @param transport how connections are protected
   */
  public record Listen(
      @Setting("Address of the gRPC server.") Address address,
      @Setting("how connections are protected") ServerTransport transport) {

    /** Refuses plaintext that other machines can reach. */
    public Listen {
      Rules.check()
          .require(
              "address",
              !(transport instanceof ServerTransport.Insecure) || address.isLoopback(),
              "not loopback (expected: tls instead of insecure)")
          .orThrow();
    }
  }
}

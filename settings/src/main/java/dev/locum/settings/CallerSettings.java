package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.util.Map;

/**
 * Settings of a process that calls services as itself and serves nothing, such as a scheduler or a
 * batch job.
 *
 * @param issuer the auth service's issuer
 * @param authService the auth service
 * @param workload as which workload it authenticates there
 * @param services the services that it calls, by name
 */
@Section(
    key = "caller",
    about = "Read by processes that call services as themselves, such as the examples' scheduler.")
public record CallerSettings(
    @Setting(
            "The auth service's issuer: the `iss` of its tokens and the only audience of this"
                + " process's client assertions.")
        URI issuer,
    @Setting("The auth service's gRPC server.") PeerSettings authService,
    @Setting("As which workload it authenticates to the auth service.") WorkloadSettings workload,
    @Setting(
            value =
                "Services that it calls, by their registered names: the `aud` of its tokens for"
                    + " them.",
            form = "[a-z][a-z0-9-]{0,62}")
        Map<String, PeerSettings> services) {

  /** Refuses a caller that calls nobody. */
  public CallerSettings {
    services = Map.copyOf(services);
    Rules.check()
        .require("services", !services.isEmpty(), "none (expected: at least one)")
        .orThrow();
  }
}

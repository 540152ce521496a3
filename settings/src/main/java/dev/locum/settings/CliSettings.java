package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.CertificateAuthority;
import java.net.URI;
import java.util.Optional;

/**
 * Where the command line finds an installation. It holds no secret: tokens and keys have their own
 * files.
 *
 * @param issuer the auth service's HTTP address, for login
 * @param ca whose certificate the HTTP address must show
 * @param authService the auth service's gRPC server
 * @param trigger the trigger
 * @param gateway the gateway
 * @param administrator as which workload the commands of administration authenticate
 */
@Section(key = "cli", about = "Read by the `locum` commands.")
public record CliSettings(
    @Setting("The auth service's HTTP address, for login: its issuer.") URI issuer,
    @Setting(
            value = "Whose certificate the HTTP address must show: PEM file, or `system`.",
            defaultsTo = "system")
        CertificateAuthority ca,
    @Setting("The auth service's gRPC server. Absent: commands that need it are refused.")
        Optional<PeerSettings> authService,
    @Setting("The trigger. Absent: commands that need it are refused.")
        Optional<PeerSettings> trigger,
    @Setting("The gateway, for `locum gateway explain`. Absent: it is refused.")
        Optional<PeerSettings> gateway,
    @Setting(
            "As which workload administration commands authenticate: one of kind OPERATOR. Absent:"
                + " they are refused.")
        Optional<WorkloadSettings> administrator) {}

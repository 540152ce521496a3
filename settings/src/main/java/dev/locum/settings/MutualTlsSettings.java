package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The HTTP server that asks clients for certificates. It serves what clients call themselves, and
 * no page for browsers, which would ask their users.
 *
 * @param address where it listens
 * @param url its public address, which the metadata name
 * @param authorities PEM file with who vouches for the certificates of OAuth clients; empty: nobody
 */
public record MutualTlsSettings(
    @Setting(
            value = "Its address. Its certificate is that of `tls`.",
            defaultsTo = "127.0.0.1:7422")
        Address address,
    @Setting(
            "Its public address, `https://HOST[:PORT]`: the metadata name it as"
                + " `mtls_endpoint_aliases`.")
        URI url,
    @Setting(
            "PEM file with the authorities whose certificates prove the OAuth clients that are"
                + " registered by a name in them (`tls_client_auth`). Absent: a client's"
                + " certificate counts only where it is registered itself. Workloads show"
                + " certificates of `tls.clientCa` here, too.")
        Optional<Path> authorities) {

  private static final Pattern ORIGIN = Pattern.compile("https://[A-Za-z0-9.:\\[\\]_-]+");

  /** Refuses an address that is no place of its own. */
  public MutualTlsSettings {
    Rules.check()
        .require(
            "url",
            ORIGIN.matcher(url.toString()).matches() && url.getHost() != null,
            "of another form (expected: https://HOST[:PORT])")
        .orThrow();
  }
}

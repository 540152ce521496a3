package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Rules;

/**
 * A gRPC server that a part calls.
 *
 * @param target where it is
 * @param transport how the connection is protected
 */
public record PeerSettings(
    @Setting("Where the server is: `host:port`.") Address target,
    @Setting("how the connection is protected") ClientTransport transport) {

  /** Refuses plaintext to another machine. */
  public PeerSettings {
    Rules.check()
        .require(
            "insecure",
            !(transport instanceof ClientTransport.Insecure) || target.isLoopback(),
            "plaintext to another machine (expected: tls, or a loopback target)")
        .orThrow();
  }
}

package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** How a server protects its connections. There is no default: one must be chosen. */
public sealed interface ServerTransport {

  /**
   * TLS 1.3 or 1.2.
   *
   * @param certificate PEM file with the server's certificate chain
   * @param key its private key, PEM (PKCS #8)
   * @param clientCa PEM file with the authorities of client certificates; empty: none are asked for
   */
  @Choice(key = "tls", about = "Connections are encrypted and the server proves its name.")
  record Tls(
      @Setting("PEM file with the server's certificate chain.") Path certificate,
      @Setting("The certificate's private key, PEM (PKCS #8).") Secret key,
      @Setting(
              "PEM file with the authorities whose client certificates are accepted as workload"
                  + " credentials. Absent: no client certificate is asked for.")
          Optional<Path> clientCa)
      implements ServerTransport {}

  /**
   * No protection; for a server that only this machine can reach.
   *
   * @param plaintext must be true: whoever chooses this says so twice
   */
  @Choice(
      key = "insecure",
      about = "Connections are not protected. Only on a loopback address; logged.")
  record Insecure(@Setting("Must be `true`.") boolean plaintext) implements ServerTransport {

    /** Refuses {@code plaintext: false}, which would leave nothing. */
    public Insecure {
      Rules.check()
          .require("plaintext", plaintext, "false (expected: true, or tls instead)")
          .orThrow();
    }
  }

  /** Plaintext, for tests and a single machine. */
  static ServerTransport plaintext() {
    return new Insecure(true);
  }
}

package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Rules;
import java.util.Optional;

/** How a client protects its connection to a server. There is no default: one must be chosen. */
public sealed interface ClientTransport {

  /**
   * TLS; the server's certificate must be valid for the name that is called.
   *
   * @param ca whose certificates are accepted
   * @param serverName name in the server's certificate when it differs from the host that is called
   */
  @Choice(key = "tls", about = "The connection is encrypted and the server is checked.")
  record Tls(
      @Setting(
              "Whose server certificates are accepted: PEM file, or `system` for those Java"
                  + " trusts.")
          CertificateAuthority ca,
      @Setting(
              value =
                  "Name that the server's certificate must have. Absent: the host that is called.",
              form = "[A-Za-z0-9.-]{1,253}")
          Optional<String> serverName)
      implements ClientTransport {}

  /**
   * No protection; for a server on this machine.
   *
   * @param plaintext must be true: whoever chooses this says so twice
   */
  @Choice(
      key = "insecure",
      about = "The connection is not protected. Only to a loopback address; logged.")
  record Insecure(@Setting("Must be `true`.") boolean plaintext) implements ClientTransport {

    /** Refuses {@code plaintext: false}, which would leave nothing. */
    public Insecure {
      Rules.check()
          .require("plaintext", plaintext, "false (expected: true, or tls instead)")
          .orThrow();
    }
  }

  /** Plaintext, for tests and a single machine. */
  static ClientTransport plaintext() {
    return new Insecure(true);
  }
}

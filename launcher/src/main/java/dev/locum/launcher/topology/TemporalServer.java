package dev.locum.launcher.topology;

import dev.locum.grpcauthz.client.RpcChannel;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Temporal before which a topology stands. */
public sealed interface TemporalServer {

  /** The embedded one, which starts and ends with the topology. */
  static TemporalServer embedded() {
    return new Embedded();
  }

  /** Starts and ends with the topology; what it knows ends with it. */
  record Embedded() implements TemporalServer {}

  /**
   * One that runs already.
   *
   * @param address its frontend, {@code host:port}
   * @param ca PEM file with the authority of its certificate; empty: plaintext, on loopback alone
   * @param certificate what is shown to it; empty: nothing
   * @param verifiesTokens whether its own authorizer wants a token of the auth service's
   */
  record Existing(
      String address, Optional<Path> ca, Optional<Shown> certificate, boolean verifiesTokens)
      implements TemporalServer {

    /** One without protection, on this machine. */
    public static Existing plaintext(String address) {
      return new Existing(address, Optional.empty(), Optional.empty(), false);
    }
  }

  /**
   * A client certificate.
   *
   * @param certificate PEM file with the chain
   * @param key PEM file with its private key
   */
  record Shown(Path certificate, Path key) {}

  /**
   * Where the frontend is.
   *
   * @param ports where an embedded one listens
   */
  default String address(Ports ports) {
    return switch (this) {
      case Embedded() -> "127.0.0.1:" + ports.temporal();
      case Existing existing -> existing.address();
    };
  }

  /** The connection as one YAML value, as settings take it. */
  default String settings(Ports ports) {
    List<String> parts = new ArrayList<>();
    parts.add("target: \"" + address(ports) + "\"");
    if (this instanceof Existing(var _, var ca, var certificate, var token) && ca.isPresent()) {
      parts.add("tls: {ca: \"" + ca.get().toAbsolutePath() + "\"}");
      certificate.ifPresent(shown ->
          parts.add(
              "clientCertificate: {certificate: \""
                  + shown.certificate().toAbsolutePath()
                  + "\", key: \"file:"
                  + shown.key().toAbsolutePath()
                  + "\"}"));
      if (token) {
        parts.add("token: true");
      }
    } else {
      parts.add("insecure: {plaintext: true}");
    }
    return "{" + String.join(", ", parts) + "}";
  }

  /**
   * Opens a channel past every part of Locum.
   *
   * @throws IOException if a file cannot be read
   */
  default ManagedChannel open(Ports ports) throws IOException {
    RpcChannel channel = RpcChannel.to(address(ports));
    if (this instanceof Existing(var _, var ca, var certificate, var _) && ca.isPresent()) {
      channel.trusting(ca.get());
      if (certificate.isPresent()) {
        channel.presenting(certificate.get().certificate(), certificate.get().key());
      }
    } else {
      channel.insecureLoopback();
    }
    return channel.open();
  }
}

package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.token.jose.VerificationKey;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The public keys by which something proves itself. */
final class PublicKeyOptions {

  @Option(
      names = "--public-key",
      paramLabel = "SOURCE",
      description =
          "file:PATH of a public key (JWK) by which it proves itself, such as `locum workload"
              + " make-key` writes; may be repeated.")
  private List<String> sources = new ArrayList<>();

  boolean isGiven() {
    return !sources.isEmpty();
  }

  List<String> read(SecretInput input) {
    return sources.stream().map(source -> publicKey(input.read("--public-key", source))).toList();
  }

  /** A private key that is given by mistake stays here. */
  private static String publicKey(String jwk) {
    try {
      return VerificationKey.parse(jwk).toJwk();
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "--public-key: not a public JWK; nothing of it was sent (expected: RFC 7517, the public"
              + " half alone)");
    }
  }
}

package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.token.proof.CertificateThumbprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Certificates that are registered themselves. */
final class CertificateOptions {

  @Option(
      names = "--certificate",
      paramLabel = "SOURCE",
      description = "file:PATH of a client certificate (PEM); may be repeated.")
  private List<String> certificates = new ArrayList<>();

  boolean isGiven() {
    return !certificates.isEmpty();
  }

  /** Their thumbprints. */
  List<String> thumbprints(SecretInput input) {
    return certificates.stream()
        .map(source -> thumbprint(input.read("--certificate", source)))
        .toList();
  }

  private static String thumbprint(String pem) {
    try (InputStream in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      return CertificateThumbprint.of((X509Certificate) certificate).value();
    } catch (GeneralSecurityException | IOException e) {
      throw CliException.usage("--certificate: not a certificate (expected: PEM)");
    }
  }
}

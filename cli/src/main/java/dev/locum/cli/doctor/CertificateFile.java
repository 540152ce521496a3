package dev.locum.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A PEM file of certificates. */
final class CertificateFile {

  /** Time enough to get another. */
  private static final Duration SOON = Duration.ofDays(14);

  private CertificateFile() {}

  /**
   * Looks at every certificate of the file.
   *
   * @param host what the first must be valid for, the issuer's; empty: nothing in particular
   */
  static Finding look(Path file, String host, Instant now) {
    return look(file, new Named(host, "the issuer", "authService.issuer"), now);
  }

  /**
   * What the first certificate must be valid for.
   *
   * @param host empty: nothing in particular
   * @param what whose host it is
   * @param setting where it is said
   */
  record Named(String host, String what, String setting) {}

  /** Looks at every certificate of the file. */
  static Finding look(Path file, Named named, Instant now) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      List<X509Certificate> chain =
          all.stream()
              .filter(X509Certificate.class::isInstance)
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        return Finding.bad(file + " holds no certificate", "Expected: PEM, the server's first.");
      }
      return notNow(file, chain, now)
          .or(() -> otherHost(chain.getFirst(), named))
          .or(() -> soon(file, chain, now))
          .orElseGet(
              () -> Finding.good("valid until " + chain.getFirst().getNotAfter().toInstant()));
    } catch (IOException e) {
      return Finding.bad(file + " cannot be read", "Is the path right, and may the user read it?");
    } catch (CertificateException e) {
      return Finding.bad(file + " is no certificate", "Expected: PEM.");
    }
  }

  private static Optional<Finding> notNow(Path file, List<X509Certificate> chain, Instant now) {
    for (X509Certificate certificate : chain) {
      Instant end = certificate.getNotAfter().toInstant();
      Instant begin = certificate.getNotBefore().toInstant();
      if (now.isAfter(end)) {
        return Optional.of(
            Finding.bad(file + " expired at " + end, "Put a new certificate there, and restart."));
      }
      if (now.isBefore(begin)) {
        return Optional.of(
            Finding.bad(file + " counts from " + begin, "Is the clock of this machine right?"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> soon(Path file, List<X509Certificate> chain, Instant now) {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .filter(end -> now.plus(SOON).isAfter(end))
        .min(Instant::compareTo)
        .map(end -> Finding.care(file + " expires at " + end, "Get the next certificate now."));
  }

  private static Optional<Finding> otherHost(X509Certificate certificate, Named named) {
    String host = named.host();
    if (host.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = names(certificate);
    boolean isFor = names.stream().anyMatch(name -> matches(name, host.toLowerCase(Locale.ROOT)));
    return isFor
        ? Optional.empty()
        : Optional.of(
            Finding.bad(
                "the certificate is for "
                    + String.join(", ", names)
                    + ", and "
                    + named.what()
                    + " is "
                    + host,
                "Clients refuse the connection: get a certificate for that host, or correct "
                    + named.setting()
                    + "."));
  }

  private static boolean matches(String name, String host) {
    int dot = host.indexOf('.');
    return name.equals(host)
        || (name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot)));
  }

  /** Names and addresses of its subject alternative names (RFC 5280 §4.2.1.6). */
  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(each -> each.get(0).equals(2) || each.get(0).equals(7))
              .map(each -> String.valueOf(each.get(1)).toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}

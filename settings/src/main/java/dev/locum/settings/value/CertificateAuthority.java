package dev.locum.settings.value;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose certificates a client accepts from the server it calls.
 *
 * @param file PEM file with the accepted authorities; empty: those that the operating system's Java
 *     trusts
 */
public record CertificateAuthority(Optional<Path> file) {

  /** The public authorities that Java trusts, written {@code system}. */
  public static CertificateAuthority system() {
    return new CertificateAuthority(Optional.empty());
  }

  public static CertificateAuthority of(Path file) {
    return new CertificateAuthority(Optional.of(file));
  }
}

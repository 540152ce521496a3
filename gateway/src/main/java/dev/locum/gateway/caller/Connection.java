package dev.locum.gateway.caller;

import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the gateway: the certificate that it showed, and how its calls prove
 * themselves. Thread-safe.
 */
public final class Connection {

  private static final String BEARER = "bearer ";

  private final Optional<Credential> certificate;
  private final String address;

  /** The last header and what it was read as; calls of a connection mostly show the same. */
  private volatile @Nullable Read last;

  private record Read(String header, Credential credential) {}

  /**
   * A connection.
   *
   * @param certificate what the handshake has proven; empty: no client certificate was shown
   */
  public Connection(Optional<Credential> certificate) {
    this(certificate, "");
  }

  /**
   * A connection.
   *
   * @param certificate what the handshake has proven; empty: no client certificate was shown
   * @param address where it comes from; empty: unknown
   */
  public Connection(Optional<Credential> certificate, String address) {
    this.certificate = certificate;
    this.address = address;
  }

  /** Where it comes from; empty: unknown. */
  public String address() {
    return address;
  }

  /**
   * The one credential of a call.
   *
   * @param authorization every value of the header {@code authorization}
   * @throws DenialException {@code NO_CREDENTIAL} without one, {@code CREDENTIAL_AMBIGUOUS} with
   *     several, {@code CREDENTIAL_UNKNOWN} with one of another form
   */
  public Credential credential(List<String> authorization) {
    if (authorization.isEmpty()) {
      return certificate.orElseThrow(() ->
          new DenialException(
              DenialReason.NO_CREDENTIAL, "neither client certificate nor authorization"));
    }
    if (authorization.size() > 1 || certificate.isPresent()) {
      throw new DenialException(
          DenialReason.CREDENTIAL_AMBIGUOUS,
          certificate.isPresent() ? "client certificate and authorization" : "repeated header");
    }
    return bearer(authorization.get(0));
  }

  private Credential bearer(String header) {
    Read read = last;
    if (read != null && read.header().equals(header)) {
      return read.credential();
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "authorization: not bearer");
    }
    String text = header.substring(BEARER.length()).strip();
    if (text.isEmpty() || text.length() > RawToken.MAX_LENGTH) {
      throw new DenialException(
          DenialReason.CREDENTIAL_UNKNOWN, "authorization: " + text.length() + " characters");
    }
    RawToken token = RawToken.of(text);
    Credential credential =
        isCompactToken(text) ? new Credential.ServiceToken(token) : new Credential.ApiKey(token);
    last = new Read(header, credential);
    return credential;
  }

  /** Three parts (RFC 7519 §3); an API key has no dot. */
  private static boolean isCompactToken(String text) {
    return text.chars().filter(character -> character == '.').count() == 2;
  }
}

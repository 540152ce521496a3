package dev.locum.authservice.oauth.message;

import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.token.proof.DpopProof;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request as it came in. It may hold secrets: {@code toString} shows none.
 *
 * @param method the HTTP method
 * @param path the path as it was sent, undecoded, without query
 * @param query what stood behind the question mark, undecoded; absent: there was none
 * @param headers all values by lower-case name
 * @param body the whole body, one character a byte (ISO 8859-1)
 * @param caller where it came from, and under which correlation id it is audited
 */
public record Request(
    String method,
    String path,
    Optional<String> query,
    Map<String, List<String>> headers,
    String body,
    Caller caller) {

  private static final Pattern FORM_TYPE =
      Pattern.compile(
          "application/x-www-form-urlencoded(\\s*;\\s*charset=\"?utf-8\"?)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Who is at the other end.
   *
   * @param address the peer of the connection; forwarded headers are not believed
   * @param correlationId made here for each request
   * @param certificate with which the connection was made; no header is believed about one
   */
  public record Caller(
      InetAddress address, String correlationId, Optional<ConnectionCertificate> certificate) {}

  /**
   * A header that must not repeat.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is repeated
   */
  public Optional<String> header(String name) {
    List<String> all = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    if (all.size() > 1) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return all.stream().findFirst();
  }

  /**
   * What it proves to hold: by the header {@code DPoP} (RFC 9449 §4.1), and by the certificate of
   * the connection, if that is valid now.
   *
   * @throws OAuthRefusal {@code invalid_dpop_proof} if a proof has not the form of one
   */
  public ShownProof proof() {
    return new ShownProof(dpop().proofs(), certificate().certificate(), method, path);
  }

  /**
   * The same by the header {@code DPoP} alone.
   *
   * @throws OAuthRefusal {@code invalid_dpop_proof} if it has not the form of a proof
   */
  public ShownProof dpop() {
    try {
      return new ShownProof(
          headers.getOrDefault("dpop", List.of()).stream().map(DpopProof::of).toList(),
          Optional.empty(),
          method,
          path);
    } catch (IllegalArgumentException e) {
      throw new OAuthRefusal(ErrorCode.INVALID_DPOP_PROOF);
    }
  }

  /** The same by the certificate alone; one that has expired proves nothing (RFC 8705 §6.3). */
  public ShownProof certificate() {
    return new ShownProof(
        List.of(), caller.certificate().flatMap(ConnectionCertificate::bindable), method, path);
  }

  /**
   * The parameters of the body.
   *
   * @throws OAuthRefusal {@code invalid_request} if the body is of another type, encoded, or
   *     malformed, or if the request has a query: parameters, which may be secrets, do not belong
   *     into a URL (SB-1)
   */
  public Form form() {
    boolean isForm =
        header("content-type").filter(type -> FORM_TYPE.matcher(type).matches()).isPresent();
    boolean isPlain = header("content-encoding").isEmpty();
    if (!isForm || !isPlain || query.isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    return Form.parse(body);
  }

  @Override
  public String toString() {
    return "Request[" + caller.correlationId() + "]";
  }
}

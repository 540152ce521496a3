package dev.locum.cli.doctor;

import dev.locum.cli.oauth.Endpoints;
import dev.locum.cli.oauth.HttpAnswer;
import dev.locum.cli.oauth.IssuerHttp;
import dev.locum.cli.outcome.CliException;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.token.jose.PublicKeys;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether clients that follow the issuer come to this auth service, and to its keys.
 *
 * @param issuer the issuer
 * @param certificate what the auth service shows; empty: nothing, it has no TLS
 */
record IssuerCheck(URI issuer, Optional<Path> certificate) {

  Finding look() {
    try {
      InetAddress.getByName(issuer.getHost());
    } catch (UnknownHostException e) {
      return Finding.bad(
          "there is no host " + issuer.getHost(),
          "Clients look for the auth service there: enter it in DNS, or correct"
              + " authService.issuer.");
    }
    return Stream.concat(
            certificate.map(CertificateAuthority::of).stream(),
            Stream.of(CertificateAuthority.system()))
        .map(this::ask)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() ->
            Finding.care(
                "nobody answers at " + issuer + " yet, or with a certificate of somebody else",
                "Look again when the auth service runs. If it does: is that the address at"
                    + " which clients reach it, through the load balancer too?"));
  }

  /** What is found there; empty: there is no trusted connection to anybody. */
  private Optional<Finding> ask(CertificateAuthority trusted) {
    try (IssuerHttp http = new IssuerHttp(issuer, trusted)) {
      HttpAnswer answer = Endpoints.metadata(http);
      Optional<String> named = answer.text("issuer");
      if (!answer.isOk() || named.isEmpty()) {
        return Optional.of(
            Finding.bad(
                "whoever answers at " + issuer + " is no auth service",
                "Correct authService.issuer, or what the load balancer sends there."));
      }
      return Optional.of(
          named.get().equals(issuer.toString())
              ? keys(http, answer)
              : Finding.bad(
                  "the auth service that answers at " + issuer + " is " + named.get(),
                  "Every client refuses it: write authService.issuer as clients reach it,"
                      + " character by character, at every auth service."));
    } catch (CliException e) {
      return Optional.empty();
    }
  }

  /**
   * The key set, as whoever verifies a token offline gets it.
   *
   * @param metadata of the issuer that {@code http} reaches
   */
  static Finding keys(IssuerHttp http, HttpAnswer metadata) {
    String place = metadata.text("jwks_uri").orElse("");
    try {
      HttpAnswer answer = http.get(URI.create(place), Map.of());
      int keys = answer.isOk() ? PublicKeys.parse(answer.body()).all().size() : 0;
      return keys > 0
          ? Finding.good(http.issuer() + " answers as itself, with " + keys + " signing keys")
          : Finding.bad(
              "there are no signing keys at " + place,
              "Nobody can verify a token: let " + place + " through to the auth service.");
    } catch (CliException | IllegalArgumentException e) {
      return Finding.bad(
          "the signing keys cannot be had at " + (place.isEmpty() ? "any jwks_uri" : place),
          "Nobody can verify a token: is a load balancer in the way, or another issuer?");
    }
  }
}

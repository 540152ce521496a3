package dev.locum.authservice.federation;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * What a provider says of itself (OpenID Connect Discovery §3), as far as it is used.
 *
 * @param authorization where browsers are sent
 * @param token where codes are redeemed
 * @param keys where its keys are
 * @param endSession where browsers are logged out (RP-Initiated Logout 1.0 §2.1); absent: nowhere
 * @param namesIssuer whether its authorization responses name the issuer (RFC 9207 §3)
 */
record ProviderMetadata(
    URI authorization, URI token, URI keys, Optional<URI> endSession, boolean namesIssuer) {

  private static final String END_SESSION = "end_session_endpoint";

  /**
   * Reads the document of a provider.
   *
   * @throws DenialException {@code PROVIDER_ANSWER_REFUSED} if its issuer is another, byte for
   *     byte, or an endpoint is at an origin that was not agreed on
   */
  static ProviderMetadata read(String document, ProviderTerms terms) {
    ProviderJson json =
        ProviderJson.parse(document).orElseThrow(() -> refused("metadata: not a JSON object"));
    if (json.text("issuer").filter(terms.issuer().value()::equals).isEmpty()) {
      throw refused("metadata: issuer: another (expected: " + terms.issuer() + ")");
    }
    return new ProviderMetadata(
        endpoint(json, "authorization_endpoint", terms),
        endpoint(json, "token_endpoint", terms),
        endpoint(json, "jwks_uri", terms),
        terms.endsSessions() && json.text(END_SESSION).isPresent()
            ? Optional.of(endpoint(json, END_SESSION, terms))
            : Optional.empty(),
        json.isTrue("authorization_response_iss_parameter_supported"));
  }

  /** Whoever could write the metadata could have us call anything in our own network. */
  private static URI endpoint(ProviderJson json, String name, ProviderTerms terms) {
    String text = json.text(name).orElseThrow(() -> refused("metadata: " + name + ": absent"));
    try {
      URI uri = new URI(text);
      boolean isAgreed =
          uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && terms.origins().contains(ProviderTerms.origin(uri));
      if (!isAgreed) {
        throw refused("metadata: " + name + ": at another origin (see alsoAt)");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw refused("metadata: " + name + ": not a URL");
    }
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.PROVIDER_ANSWER_REFUSED, detail);
  }
}

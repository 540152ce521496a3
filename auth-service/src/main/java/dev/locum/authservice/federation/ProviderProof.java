package dev.locum.authservice.federation;

import dev.locum.token.TokenId;
import dev.locum.token.TokenSigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How we prove ourselves at a provider's token endpoint. */
public sealed interface ProviderProof {

  /** What a request carries: a header, parameters, or nothing of one of them. */
  record Carried(Optional<String> authorization, Map<String, String> parameters) {

    @Override
    public String toString() {
      return "Carried[redacted]";
    }
  }

  /** A proof that is good now, for one request. */
  Carried now(ProviderTerms terms, Instant now);

  /**
   * A key of our own (private_key_jwt): an assertion of a minute whose only audience is the issuer
   * (RFC 7523bis), so that no other provider can use it.
   *
   * @param signer signs with the key that is registered there
   * @param ids answers a fresh, unguessable id each time
   */
  record OwnKey(TokenSigner signer, Supplier<TokenId> ids) implements ProviderProof {

    private static final Duration LIFE = Duration.ofSeconds(60);

    @Override
    public Carried now(ProviderTerms terms, Instant now) {
      Map<String, Object> claims = new LinkedHashMap<>();
      claims.put("iss", terms.clientId());
      claims.put("sub", terms.clientId());
      claims.put("aud", terms.issuer().value());
      claims.put("jti", ids.get().value());
      claims.put("iat", now.getEpochSecond());
      claims.put("exp", now.plus(LIFE).getEpochSecond());
      return new Carried(
          Optional.empty(),
          Map.of(
              "client_id",
              terms.clientId(),
              "client_assertion_type",
              "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
              "client_assertion",
              signer.sign("JWT", claims).reveal()));
    }
  }

  /** A secret that the provider knows, too (client_secret_basic, RFC 6749 §2.3.1). */
  record SharedSecret(String text) implements ProviderProof {

    @Override
    public Carried now(ProviderTerms terms, Instant now) {
      String pair = ProviderHttp.encode(terms.clientId()) + ":" + ProviderHttp.encode(text);
      String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
      return new Carried(Optional.of("Basic " + basic), Map.of());
    }

    @Override
    public String toString() {
      return "SharedSecret[redacted]";
    }
  }
}

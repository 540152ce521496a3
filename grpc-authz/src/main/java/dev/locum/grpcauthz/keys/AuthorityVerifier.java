package dev.locum.grpcauthz.keys;

import dev.locum.token.Issuer;
import dev.locum.token.TokenVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.RefreshingKeySource;
import io.grpc.Channel;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Makes the verifier of one authority's tokens, with its keys fetched when they are needed. The
 * keys are bound to the issuer: no key of anybody else is ever in the set (S4-29). They are fetched
 * again after five minutes and when a token names an unknown one, at most every five seconds, and
 * count for an hour at most while the authority is away.
 */
public final class AuthorityVerifier {

  private final Issuer issuer;
  private final CryptoProviders providers;
  private final Clock clock;

  private AuthorityVerifier(Issuer issuer, CryptoProviders providers, Clock clock) {
    this.issuer = issuer;
    this.providers = providers;
    this.clock = clock;
  }

  /** For the tokens of this issuer. */
  public static AuthorityVerifier of(Issuer issuer, CryptoProviders providers, Clock clock) {
    return new AuthorityVerifier(issuer, providers, clock);
  }

  /** Keys over gRPC, from {@code TokenService.GetKeySet}. */
  public TokenVerifier over(Channel authService) {
    return verifier(new GrpcKeySet(authService, issuer));
  }

  /**
   * Keys over HTTP, from the authority's {@code jwks_uri}.
   *
   * @param client says which servers are trusted; must not follow redirects
   * @throws IllegalArgumentException if the address is neither HTTPS nor HTTP to this machine
   */
  public TokenVerifier at(URI jwks, HttpClient client) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("HTTP client: follows redirects (expected: never)");
    }
    return verifier(new HttpKeySet(jwks, client));
  }

  private TokenVerifier verifier(Supplier<PublicKeys> keys) {
    RefreshingKeySource source =
        new RefreshingKeySource(keys, clock, RefreshingKeySource.Limits.defaults());
    return TokenVerifier.builder()
        .issuer(issuer)
        .signatures(new JoseSignatureVerifier(source, providers))
        .clock(clock)
        .build();
  }
}

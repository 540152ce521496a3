package dev.locum.token.proof;

import java.util.Optional;
import java.util.Set;

/**
 * What a proof must be for.
 *
 * @param method the method of the request, as it came; {@code POST} for gRPC
 * @param origins the names under which the service is reached, each as of a {@link TargetUri}; what
 *     a caller says about that, such as {@code Host} or {@code :authority}, is none
 * @param path of the request, as it came
 * @param accessToken the bound token next to it; empty: none, so the key alone is proven
 * @param txnToken the bound delegation token next to it; empty: none
 * @param key the key to which the token is bound; empty: any, which is then to be bound to
 */
public record ProvenRequest(
    String method,
    Set<String> origins,
    String path,
    Optional<TokenHash> accessToken,
    Optional<TokenHash> txnToken,
    Optional<KeyThumbprint> key) {

  /** Copies the origins. */
  public ProvenRequest {
    origins = Set.copyOf(origins);
  }

  /** A request for a token: whatever key it proves. */
  public static ProvenRequest of(String method, Set<String> origins, String path) {
    return new ProvenRequest(
        method, origins, path, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A request with a bound access token: a downstream's or a user's. */
  public ProvenRequest withAccessToken(String token, KeyThumbprint boundTo) {
    return new ProvenRequest(
        method, origins, path, Optional.of(TokenHash.of(token)), txnToken, Optional.of(boundTo));
  }

  /** A request with a bound delegation token. */
  public ProvenRequest withTxnToken(String token, KeyThumbprint boundTo) {
    return new ProvenRequest(
        method, origins, path, accessToken, Optional.of(TokenHash.of(token)), Optional.of(boundTo));
  }
}

package dev.locum.grpcauthz.keys;

import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.RefreshingKeySource;
import dev.locum.token.jose.VerificationKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the public keys of one issuer come from. Each issuer has its own: nothing is shared between
 * two of them, neither keys nor fetches nor failures, so that the outage of one does not touch
 * another.
 *
 * <p>Fetched keys are fetched again after five minutes and when a token names an unknown one, at
 * most every five seconds. While the issuer is away they do not count longer than that unless
 * {@link #countingWhileAway} says so (H12). Immutable.
 */
public final class IssuerKeys {

  private static final Duration REFRESH_AFTER = Duration.ofMinutes(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final Supplier<PublicKeys> fetch;
  private final @Nullable PublicKeys fixed;
  private final @Nullable String address;
  private final Duration longestStale;

  private IssuerKeys(
      Supplier<PublicKeys> fetch,
      @Nullable PublicKeys fixed,
      @Nullable String address,
      Duration longestStale) {
    this.fetch = fetch;
    this.fixed = fixed;
    this.address = address;
    this.longestStale = longestStale;
  }

  /**
   * Keys over HTTP, from the issuer's {@code jwks_uri}.
   *
   * @param client says which servers are trusted; must not follow redirects
   * @throws IllegalArgumentException if the address is neither HTTPS nor HTTP to this machine, or
   *     the client follows redirects
   */
  public static IssuerKeys at(URI jwks, HttpClient client) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("HTTP client: follows redirects (expected: never)");
    }
    return new IssuerKeys(new HttpKeySet(jwks, client), null, canonical(jwks), REFRESH_AFTER);
  }

  /**
   * These keys and no others, ever.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static IssuerKeys fixed(PublicKeys keys) {
    if (keys.all().isEmpty()) {
      throw new IllegalArgumentException("keys: none (expected: at least one)");
    }
    return new IssuerKeys(() -> keys, keys, null, REFRESH_AFTER);
  }

  /**
   * The same, whose fetched keys still count this long after their last fetch when the issuer
   * cannot be reached. A key that is withdrawn meanwhile counts as long.
   *
   * @throws IllegalArgumentException if it is shorter than five minutes
   */
  public IssuerKeys countingWhileAway(Duration longest) {
    if (longest.compareTo(REFRESH_AFTER) < 0) {
      throw new IllegalArgumentException(
          "stale keys: " + longest + " (expected: at least " + REFRESH_AFTER + ")");
    }
    return new IssuerKeys(fetch, fixed, address, longest);
  }

  /** The keys as a source that has fetched nothing yet. */
  public KeySource source(Clock clock) {
    return fixed != null
        ? KeySource.fixed(fixed)
        : new RefreshingKeySource(
            fetch,
            clock,
            new RefreshingKeySource.Limits(REFRESH_AFTER, SHORTEST_INTERVAL, longestStale));
  }

  /**
   * What two issuers would share if these were the keys of another one: then either could sign as
   * the other (S4-30, S4-31). Empty: nothing that can be known without fetching.
   */
  public Optional<String> sharedWith(IssuerKeys other) {
    if (address != null && address.equals(other.address)) {
      return Optional.of("the key set " + address);
    }
    Set<String> shared = new HashSet<>(thumbprints());
    shared.retainAll(other.thumbprints());
    return shared.stream().findFirst().map(thumbprint -> "the key " + thumbprint);
  }

  private Set<String> thumbprints() {
    return fixed == null
        ? Set.of()
        : fixed.all().stream().map(VerificationKey::thumbprint).collect(Collectors.toSet());
  }

  /** One address has one text: the case of the host and a default port make no other key set. */
  private static String canonical(URI uri) {
    URI jwks = uri.normalize();
    String scheme = String.valueOf(jwks.getScheme()).toLowerCase(Locale.ROOT);
    int standard = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    return scheme
        + "://"
        + String.valueOf(jwks.getHost()).toLowerCase(Locale.ROOT)
        + ":"
        + (jwks.getPort() < 0 ? standard : jwks.getPort())
        + jwks.getRawPath()
        + (jwks.getRawQuery() == null ? "" : "?" + jwks.getRawQuery());
  }

  @Override
  public String toString() {
    return "IssuerKeys[" + (address == null ? String.valueOf(fixed) : address) + "]";
  }
}

package dev.locum.authservice.federation;

import dev.locum.authservice.user.ExternalIdentity;
import dev.locum.token.Issuer;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is agreed with a provider.
 *
 * @param id its id here, part of the redirect URI
 * @param name what people call it
 * @param issuer its issuer, compared byte for byte
 * @param alsoAt origins at which its endpoints may be besides the issuer's own
 * @param clientId who we are there: the only {@code aud} that counts
 * @param asked what is asked of it
 * @param accepted which of its access tokens count here; absent: none
 * @param endsSessions whether who is logged out here is sent there to be logged out, too
 */
public record ProviderTerms(
    String id,
    String name,
    Issuer issuer,
    Set<String> alsoAt,
    String clientId,
    Asked asked,
    Optional<Accepted> accepted,
    boolean endsSessions) {

  /**
   * Which access tokens of a provider count here.
   *
   * @param audience must be among their {@code aud}
   * @param clients clients of the provider that may have asked for them; at least one
   * @param types the {@code typ} headers that they have; at least one
   * @param longestLife how long they may live
   */
  public record Accepted(
      String audience, Set<String> clients, Set<String> types, Duration longestLife) {

    /** Copies the sets. */
    public Accepted {
      clients = Set.copyOf(clients);
      types = Set.copyOf(types);
    }
  }

  /**
   * What is asked of a provider at each login.
   *
   * @param scopes besides {@code openid}
   * @param acr one of these must be there; empty: any
   * @param amr all of these must be there; empty: any
   * @param maxAge how long ago the user may have logged in there
   */
  public record Asked(
      List<String> scopes, List<String> acr, List<String> amr, Optional<Duration> maxAge) {

    /** Copies the lists. */
    public Asked {
      scopes = List.copyOf(scopes);
      acr = List.copyOf(acr);
      amr = List.copyOf(amr);
    }
  }

  /** Copies the origins. */
  public ProviderTerms {
    alsoAt = Set.copyOf(alsoAt);
  }

  /** Where its endpoints may be, and nowhere else. */
  Set<String> origins() {
    Set<String> origins = new HashSet<>(alsoAt);
    origins.add(origin(URI.create(issuer.value())));
    return origins;
  }

  static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  ExternalIdentity.Source source() {
    return new ExternalIdentity.Source(issuer, id);
  }
}

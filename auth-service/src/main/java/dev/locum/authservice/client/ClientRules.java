package dev.locum.authservice.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client may ask for. What is not listed is refused.
 *
 * @param redirectUris where browsers may be sent, at most 16
 * @param logoutUris where they may be sent after a logout, at most 16
 * @param grants how it may get tokens
 * @param scopes what it may ask of users
 * @param isFirstParty whether it is the operator's own: users are not asked before it gets tokens,
 *     unless anybody could be it ({@link Client#needsConsent})
 * @param hasBoundTokens {@code tls_client_certificate_bound_access_tokens} (RFC 8705 §3.4): it gets
 *     access tokens that are bound to the client certificate of its connection, and no others
 */
public record ClientRules(
    List<RedirectUri> redirectUris,
    List<RedirectUri> logoutUris,
    Set<UserGrant> grants,
    Set<Scope> scopes,
    boolean isFirstParty,
    boolean hasBoundTokens) {

  private static final int MAX_REDIRECT_URIS = 16;

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if there are too many URIs, or if the redirect URIs do not fit
   *     the grants: a client has them exactly if it may use authorization codes
   */
  public ClientRules {
    redirectUris = List.copyOf(new LinkedHashSet<>(redirectUris));
    logoutUris = List.copyOf(new LinkedHashSet<>(logoutUris));
    grants = Set.copyOf(grants);
    scopes = Set.copyOf(scopes);
    if (redirectUris.size() > MAX_REDIRECT_URIS || logoutUris.size() > MAX_REDIRECT_URIS) {
      throw new IllegalArgumentException(
          "redirect URIs: too many (expected: at most " + MAX_REDIRECT_URIS + ")");
    }
    if (redirectUris.isEmpty() == grants.contains(UserGrant.AUTHORIZATION_CODE)) {
      throw new IllegalArgumentException(
          "redirect URIs: expected exactly with the grant authorization_code");
    }
  }

  /**
   * Of a client that sends nobody anywhere after a logout, and whose tokens are bound to nothing.
   */
  public ClientRules(
      List<RedirectUri> redirectUris,
      Set<UserGrant> grants,
      Set<Scope> scopes,
      boolean isFirstParty) {
    this(redirectUris, List.of(), grants, scopes, isFirstParty, false);
  }

  /** Whether browsers may be sent there after a logout: character by character, any port is one. */
  public boolean mayLeadAfterLogout(String named) {
    return logoutUris.stream().anyMatch(uri -> uri.value().equals(named));
  }

  /** The redirect URI that a request names, as it is registered. */
  public Optional<RedirectUri> redirectUri(String named) {
    return redirectUris.stream().filter(uri -> uri.isMeantBy(named)).findFirst();
  }
}

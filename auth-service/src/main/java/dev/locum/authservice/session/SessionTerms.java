package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.token.Audience;
import java.util.Optional;
import java.util.Set;

/**
 * What a client gets with a session.
 *
 * @param client the client through which the user logged in
 * @param scopes what the user allowed it
 * @param audience the one place for which the user allowed it; absent: what the scopes say
 * @param isRefreshable whether it gets refresh tokens; if not, the session is over with its access
 *     token
 * @param binding to which certificate its tokens are bound
 */
public record SessionTerms(
    String client,
    Set<Scope> scopes,
    Optional<Audience> audience,
    boolean isRefreshable,
    TokenBinding binding) {

  /** Copies. */
  public SessionTerms {
    scopes = Set.copyOf(scopes);
  }

  /** Terms for tokens that are bound to no certificate. */
  public SessionTerms(
      String client, Set<Scope> scopes, Optional<Audience> audience, boolean isRefreshable) {
    this(client, scopes, audience, isRefreshable, TokenBinding.none());
  }

  /** The built-in client's: it acts as the user and asks nothing of who they are. */
  public static SessionTerms builtIn(String client) {
    return new SessionTerms(client, Set.of(Scope.WORK), Optional.empty(), true);
  }
}

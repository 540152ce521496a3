package dev.locum.authservice.federation;

import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.BorneSessions;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.user.ExternalUsers;
import dev.locum.authservice.user.Requester;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.IssuerBoundVerifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Access tokens of users: our own, and beside them those of external providers that are accepted,
 * which become users of ours by the tables by which a login does. Thread-safe.
 *
 * <p><b>Security guarantees</b>: a token counts only under the keys of the provider that it names;
 * what {@link AccessTokenCheck} and {@link ClaimMapping} do not take is refused; who is disabled
 * here is out at once, whatever the provider says. <b>Not guaranteed</b>: that a token which the
 * provider revoked is refused before it expires.
 */
public final class ProviderAccessTokens implements AccessTokens {

  private final AccessTokens own;
  private final Map<String, OidcProvider> providers;
  private final IssuerBoundVerifier signatures;
  private final BorneSessions sessions;
  private final ExternalUsers users;

  private ProviderAccessTokens(
      AccessTokens own,
      Map<String, OidcProvider> providers,
      IssuerBoundVerifier signatures,
      BorneSessions sessions,
      ExternalUsers users) {
    this.own = own;
    this.providers = Map.copyOf(providers);
    this.signatures = signatures;
    this.sessions = sessions;
    this.users = users;
  }

  /**
   * Our own tokens, and those of the providers whose terms accept any.
   *
   * @param users who is who
   * @param sessions what such a token is worth
   */
  public static AccessTokens beside(
      AccessTokens own,
      Collection<OidcProvider> providers,
      BorneSessions sessions,
      ExternalUsers users,
      CryptoProviders crypto) {
    Map<String, OidcProvider> accepted = new HashMap<>();
    for (OidcProvider provider : providers) {
      if (provider.accessTokenKeys().isPresent()) {
        accepted.put(provider.terms().issuer().value(), provider);
      }
    }
    if (accepted.isEmpty()) {
      return own;
    }
    List<IssuerBoundVerifier.Bound> keys =
        accepted.values().stream()
            .flatMap(provider -> provider.accessTokenKeys().stream())
            .toList();
    return new ProviderAccessTokens(
        own, accepted, new IssuerBoundVerifier(keys, crypto), sessions, users);
  }

  /** A provider's token that is bound is refused, so that a proof beside one proves nothing. */
  @Override
  public Verification<ActiveAccess> introspect(ShownAccess shown) {
    return signatures.isOfKnownIssuer(shown.token())
        ? ofProvider(shown.token())
        : own.introspect(shown);
  }

  @Override
  public Verification<ActiveAccess> ofAnyHolder(RawToken token) {
    return signatures.isOfKnownIssuer(token) ? ofProvider(token) : own.ofAnyHolder(token);
  }

  private Verification<ActiveAccess> ofProvider(RawToken token) {
    try {
      return external(token);
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    } catch (StoreUnavailableException e) {
      return Verification.rejected(
          Rejection.of(DenialReason.STORE_UNAVAILABLE, "the session could not be looked up"));
    }
  }

  private Verification<ActiveAccess> external(RawToken token) {
    Map<String, Object> signed = signatures.verify(token).orElseThrow().claims();
    String issuer = String.valueOf(signed.get("iss"));
    OidcProvider provider = Objects.requireNonNull(providers.get(issuer));
    OidcProvider.Borne borne = provider.identify(signed);
    String name = provider.terms().id();
    BorneSessions.Shown shown =
        new BorneSessions.Shown(
            AccessTokenCheck.session(token),
            "provider:" + name,
            borne.identity().roles(),
            borne.token().expiresAt(),
            new BorneSessions.About(
                borne.token().id(),
                "access token of provider " + name + ", client " + borne.token().client()));
    // The events of one token are joined by its session: it may be shown in many requests.
    return sessions.introspect(shown, tx -> users.admit(tx, borne.identity(), Requester.user("")));
  }
}

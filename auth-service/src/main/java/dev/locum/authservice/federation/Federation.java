package dev.locum.authservice.federation;

import dev.locum.authservice.login.Logins;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.ExternalUsers;
import dev.locum.authservice.user.Records;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Logins at external providers: they begin here, and {@link LoginReturns} finishes them.
 * Thread-safe.
 *
 * <p><b>Security guarantees</b>: a response counts once, in the browser in which the login was
 * begun, at the redirect URI of its provider alone (RFC 9700 §4.4); a provider that cannot be
 * reached logs nobody in, and touches no other login.
 */
public final class Federation {

  private final Map<String, OidcProvider> providers;
  private final SecureRandom random;
  private final Clock clock;
  private final LoginReturns returns;

  /** What logs a browser in and knows who is who. */
  public record Needs(Logins logins, ExternalUsers users, SecureRandom random) {}

  /** Logins at these providers. */
  public Federation(Collection<OidcProvider> providers, Records records, Needs needs) {
    Map<String, OidcProvider> byId = new LinkedHashMap<>();
    providers.forEach(provider -> byId.put(provider.terms().id(), provider));
    this.providers = byId;
    this.random = needs.random();
    this.clock = records.clock();
    this.returns = new LoginReturns(byId, records, needs);
  }

  /** A provider on the login page. */
  public record Offer(String id, String name) {}

  /** The providers, by name. */
  public List<Offer> offers() {
    return providers.values().stream()
        .map(provider -> new Offer(provider.terms().id(), provider.terms().name()))
        .sorted(Comparator.comparing(Offer::name))
        .toList();
  }

  /** Where a form of the login page may lead. */
  public Set<String> origins() {
    return providers.values().stream()
        .flatMap(provider -> provider.terms().origins().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A login that begins.
   *
   * @param cookie what the browser keeps; secret
   * @param location where it is sent
   */
  public record Begun(String cookie, String location) {

    @Override
    public String toString() {
      return "Begun[redacted]";
    }
  }

  /**
   * Begins a login.
   *
   * @param continuation the authorization request with which it goes on; may be empty
   * @param redirectUri where the provider sends the browser back to
   * @param maxAge how long ago the user may have logged in there, as the request asks; zero: they
   *     are to do it now; absent: it does not ask
   * @return where to go, or a rejection: {@code PROVIDER_UNKNOWN}, {@code PROVIDER_UNAVAILABLE}
   */
  public Verification<Begun> begin(
      String provider, String continuation, String redirectUri, Optional<Duration> maxAge) {
    OidcProvider chosen = providers.get(provider);
    if (chosen == null) {
      return Verification.rejected(Rejection.of(DenialReason.PROVIDER_UNKNOWN));
    }
    Optional<LoginTicket> ticket =
        LoginTicket.begin(
            new LoginTicket.Asked(provider, maxAge), continuation, clock.instant(), random);
    if (ticket.isEmpty()) {
      return Verification.rejected(
          Rejection.of(DenialReason.REQUEST_INVALID, "an authorization request that is too long"));
    }
    try {
      String location = chosen.authorizationRequest(ticket.get(), redirectUri);
      return Verification.verified(new Begun(ticket.get().cookie(), location));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }

  /**
   * Where a browser is sent to be logged out at its provider.
   *
   * @param there what it kept of its login
   * @param back where the provider sends it then
   * @param state what it brings back
   * @return empty: nowhere, since nobody agreed on it or the provider has no such place
   * @throws DenialException {@code PROVIDER_UNAVAILABLE} if that cannot be found out
   */
  public Optional<String> logout(ProviderLogin there, String back, String state) {
    return Optional.ofNullable(providers.get(there.provider()))
        .flatMap(provider -> provider.logoutRequest(there.idToken(), back, state));
  }

  /** What people call a provider, if browsers are logged out there. */
  public Optional<String> nameWhereSessionsEnd(String provider) {
    return Optional.ofNullable(providers.get(provider))
        .map(OidcProvider::terms)
        .filter(ProviderTerms::endsSessions)
        .map(ProviderTerms::name);
  }

  /**
   * Finishes a login.
   *
   * @return it, or a rejection with the reason for the trail, where it is already
   */
  public Verification<FinishedLogin> finish(LoginReturn back) {
    return returns.finish(back);
  }

  /** Tells of attempts beyond the limit that are not in the trail yet; answers how many rows. */
  public int tellOfLimited(Transaction tx) {
    return returns.tellOfLimited(tx);
  }
}

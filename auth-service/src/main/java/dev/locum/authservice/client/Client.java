package dev.locum.authservice.client;

import dev.locum.token.TenantId;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A registered client: an application that users log in through.
 *
 * @param id {@code client_id}; never changes
 * @param name what users are shown when they are asked, 1 to 80 characters of one line
 * @param tenant the one tenant whose users may log in through it; never changes. Absent: users of
 *     every tenant
 * @param method how it proves itself
 * @param rules what it may ask for
 */
public record Client(
    ClientId id, String name, Optional<TenantId> tenant, ClientMethod method, ClientRules rules) {

  /** No control, formatting or line separating characters: the name stands beside our own words. */
  private static final Pattern NAME =
      Pattern.compile("[^\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]{1,80}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the name has another form
   */
  public Client {
    if (!NAME.matcher(name).matches() || name.isBlank()) {
      throw new IllegalArgumentException("name: refused (expected: 1 to 80 characters, one line)");
    }
  }

  /** Whether it is a public client: anybody can claim to be it (RFC 6749 §2.1). */
  public boolean isPublic() {
    return method instanceof ClientMethod.None;
  }

  /**
   * Whether users have to be asked before a code is sent there: they are always, but for the
   * operator's own client. A public one is asked about all the same where anybody could be it and
   * receive the code (RFC 8252 §8.6, RFC 9700 §4.15.1).
   *
   * @param redirectUri as the request names it
   */
  public boolean needsConsent(String redirectUri) {
    boolean isCertain =
        !isPublic() || rules.redirectUri(redirectUri).filter(uri -> !uri.isClaimable()).isPresent();
    return !rules.isFirstParty() || !isCertain;
  }

  /** Whether users of this tenant may log in through it. */
  public boolean isFor(TenantId user) {
    return tenant.isEmpty() || tenant.get().equals(user);
  }

  /** Whether it may ask users for these scopes that way. */
  public boolean mayAsk(UserGrant grant, Set<Scope> scopes) {
    return mayUse(grant) && rules.scopes().containsAll(scopes);
  }

  /** Whether it may get tokens that way. */
  public boolean mayUse(UserGrant grant) {
    return rules.grants().contains(grant);
  }
}

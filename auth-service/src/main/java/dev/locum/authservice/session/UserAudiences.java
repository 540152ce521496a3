package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.token.Audience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where users call with access tokens of their own. A token is for one place.
 *
 * @param trigger the front door: asks the authority about each token, so that a logout takes effect
 *     at once
 * @param services verify by themselves, so that a token counts there until it expires; none but
 *     these gets any
 * @param self the auth service, where a client learns who the user is
 */
public record UserAudiences(Audience trigger, Set<Audience> services, Audience self) {

  /** Bounds how long a token outlives the logout where nobody is asked about it. */
  static final Duration LONGEST_AT_SERVICES = Duration.ofSeconds(60);

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if a service has the audience of one of our own parts
   */
  public UserAudiences {
    services = Set.copyOf(services);
    for (Audience service : services) {
      if (service.value().startsWith("locum-")) {
        throw new IllegalArgumentException(
            "audience: " + service + ", reserved (expected: not locum-…)");
      }
    }
  }

  /** Users call the trigger and nothing else. */
  public static UserAudiences onlyTrigger(Audience trigger, Audience self) {
    return new UserAudiences(trigger, Set.of(), self);
  }

  /** All of them, the most usual first. */
  List<Audience> all() {
    List<Audience> all = new ArrayList<>(List.of(trigger, self));
    all.addAll(services);
    return List.copyOf(all);
  }

  /** Whether a token of a user may be for it. */
  public boolean allow(Audience audience) {
    return audience.equals(trigger) || services.contains(audience) || audience.equals(self);
  }

  /**
   * Whether a client to which the user allowed these may get a token for it: without {@link
   * Scope#WORK} it does nothing in the user's name, and without {@link Scope#OPENID} it learns
   * nothing of them.
   */
  public boolean allow(Set<Scope> scopes, Audience audience) {
    return audience.equals(self)
        ? scopes.contains(Scope.OPENID)
        : scopes.contains(Scope.WORK) && allow(audience);
  }

  /**
   * Where a token is for: what the client asks for with it, else what its user was asked for, else
   * what the scopes say. Empty if the user allowed it none for that place: what they were asked for
   * bounds all that comes later (RFC 8707 §2.2).
   *
   * @param scopes what the user allowed
   * @param granted the one place for which they were asked; absent: they were not
   * @param asked the place that the client names now; absent: none
   */
  public Optional<Audience> choose(
      Set<Scope> scopes, Optional<Audience> granted, Optional<Audience> asked) {
    Audience chosen = asked.or(() -> granted).orElse(scopes.contains(Scope.WORK) ? trigger : self);
    boolean isGranted = granted.filter(one -> !one.equals(chosen)).isEmpty();
    return isGranted && allow(scopes, chosen) ? Optional.of(chosen) : Optional.empty();
  }

  Duration life(Audience audience, Duration atTrigger) {
    return !services.contains(audience) || atTrigger.compareTo(LONGEST_AT_SERVICES) < 0
        ? atTrigger
        : LONGEST_AT_SERVICES;
  }
}

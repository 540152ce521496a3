package dev.locum.authservice.session;

import dev.locum.token.Audience;
import java.time.Duration;
import java.util.Set;

/**
 * Where users call with access tokens of their own. A token is for one place.
 *
 * @param trigger the front door: asks the authority about each token, so that a logout takes effect
 *     at once
 * @param services verify by themselves, so that a token counts there until it expires; none but
 *     these gets any
 */
public record UserAudiences(Audience trigger, Set<Audience> services) {

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
  public static UserAudiences onlyTrigger(Audience trigger) {
    return new UserAudiences(trigger, Set.of());
  }

  /** Whether a token of a user may be for it. */
  public boolean allow(Audience audience) {
    return audience.equals(trigger) || services.contains(audience);
  }

  Duration life(Audience audience, Duration atTrigger) {
    return audience.equals(trigger) || atTrigger.compareTo(LONGEST_AT_SERVICES) < 0
        ? atTrigger
        : LONGEST_AT_SERVICES;
  }
}

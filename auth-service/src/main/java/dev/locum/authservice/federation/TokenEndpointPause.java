package dev.locum.authservice.federation;

import dev.locum.token.denial.DenialException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leaves a provider's token endpoint alone after it said that it has too much to do, or failed: for
 * five seconds, or longer if it says so, but never for more than a minute. A login that comes back
 * meanwhile fails at once. Thread-safe.
 */
final class TokenEndpointPause {

  private static final long SHORTEST_SECONDS = 5;
  private static final long LONGEST_SECONDS = 60;

  private final Clock clock;
  private volatile Instant until = Instant.MIN;

  TokenEndpointPause(Clock clock) {
    this.clock = clock;
  }

  /**
   * Refuses while the endpoint is left alone.
   *
   * @throws DenialException {@code PROVIDER_UNAVAILABLE}
   */
  void requireOver() {
    if (clock.instant().isBefore(until)) {
      throw ProviderHttp.unavailable("token endpoint: left alone after a failure");
    }
  }

  /**
   * Begins the pause if the endpoint cannot answer.
   *
   * @throws DenialException {@code PROVIDER_UNAVAILABLE} if it cannot
   */
  void requireAnswer(ProviderHttp.Reply reply) {
    if (reply.status() >= 500 || reply.status() == 429) {
      until = clock.instant().plus(length(reply.retryAfter()));
      throw ProviderHttp.unavailable("token endpoint: status " + reply.status());
    }
  }

  /** A date is not read: it would be the provider's clock against ours. */
  private static Duration length(Optional<String> retryAfter) {
    long asked =
        retryAfter.filter(text -> text.matches("[0-9]{1,9}")).map(Long::parseLong).orElse(0L);
    return Duration.ofSeconds(Math.clamp(asked, SHORTEST_SECONDS, LONGEST_SECONDS));
  }
}

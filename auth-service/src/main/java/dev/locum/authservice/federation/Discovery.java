package dev.locum.authservice.federation;

import dev.locum.token.denial.DenialException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A provider's metadata, fetched when it is needed and again after ten minutes. While it cannot be
 * had, what was had counts for an hour. Thread-safe; one thread fetches, others wait for it, and a
 * fetch that failed is not repeated for five seconds, whoever asks.
 */
final class Discovery {

  private static final Duration REFRESH_AFTER = Duration.ofMinutes(10);
  private static final Duration LONGEST_STALE = Duration.ofHours(1);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);

  private final ProviderTerms terms;
  private final ProviderHttp http;
  private final Clock clock;
  private final URI document;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Fetched fetched;
  private @Nullable Failed failed;

  private record Fetched(ProviderMetadata metadata, Instant at) {}

  private record Failed(DenialException why, Instant at) {}

  Discovery(ProviderTerms terms, ProviderHttp http, Clock clock) {
    this.terms = terms;
    this.http = http;
    this.clock = clock;
    this.document =
        URI.create(
            terms.issuer().value().replaceFirst("/$", "") + "/.well-known/openid-configuration");
  }

  /**
   * The metadata.
   *
   * @throws DenialException {@code PROVIDER_UNAVAILABLE} or {@code PROVIDER_ANSWER_REFUSED}
   */
  ProviderMetadata metadata() {
    Fetched known = fetched;
    if (known != null && isYoungerThan(REFRESH_AFTER, known.at())) {
      return known.metadata();
    }
    fetching.lock();
    try {
      return refresh();
    } finally {
      fetching.unlock();
    }
  }

  private ProviderMetadata refresh() {
    Fetched known = fetched;
    if (known != null && isYoungerThan(REFRESH_AFTER, known.at())) {
      return known.metadata();
    }
    Failed before = failed;
    if (before != null && isYoungerThan(SHORTEST_INTERVAL, before.at())) {
      return stale(before.why());
    }
    try {
      ProviderHttp.Reply reply = http.get(document);
      if (reply.status() != 200) {
        throw ProviderHttp.unavailable("metadata: status " + reply.status());
      }
      ProviderMetadata metadata = ProviderMetadata.read(reply.body(), terms);
      fetched = new Fetched(metadata, clock.instant());
      failed = null;
      return metadata;
    } catch (DenialException e) {
      failed = new Failed(e, clock.instant());
      return stale(e);
    }
  }

  private ProviderMetadata stale(DenialException why) {
    Fetched known = fetched;
    if (known != null && isYoungerThan(LONGEST_STALE, known.at())) {
      return known.metadata();
    }
    throw new DenialException(why.reason(), why.rejection().detail());
  }

  private boolean isYoungerThan(Duration age, Instant at) {
    return clock.instant().isBefore(at.plus(age));
  }
}

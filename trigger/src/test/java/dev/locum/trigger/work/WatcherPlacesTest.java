package dev.locum.trigger.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.trigger.authority.AccessOwner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** One user cannot take every watcher's place, and no place is lost. */
final class WatcherPlacesTest {

  private static final AccessOwner ADA = user("alice", "user-ada");

  @Test
  void take_whileTheUserHasAsManyAsTheyMay_isRefusedUntilOneIsLeft() {
    WatcherPlaces places = new WatcherPlaces(10, 2);
    WatcherPlaces.Place first = places.take(ADA);
    assertThat(places.take(ADA)).isNotNull();

    assertThatThrownBy(() -> places.take(ADA)).isInstanceOf(DenialException.class);

    first.close();
    assertThat(places.take(ADA)).isNotNull();
  }

  @Test
  void take_bySameSubjectOfAnotherTenant_countsForItself() {
    WatcherPlaces places = new WatcherPlaces(10, 1);
    assertThat(places.take(ADA)).isNotNull();

    assertThat(places.take(user("bob", "user-ada"))).isNotNull();
  }

  /** Who finds all places taken has not used up one of their own. */
  @Test
  void take_whileAllAreTaken_leavesNothingCounted() {
    WatcherPlaces places = new WatcherPlaces(1, 1);
    WatcherPlaces.Place berts = places.take(user("bob", "user-bert"));
    assertThatThrownBy(() -> places.take(ADA)).isInstanceOf(DenialException.class);
    assertThat(places.users()).isEqualTo(1);

    berts.close();

    assertThat(places.users()).isZero();
    assertThat(places.take(ADA)).isNotNull();
  }

  @Test
  void take_byManyAtOnce_neverExceedsTheLimitAndLosesNone() throws Exception {
    WatcherPlaces places = new WatcherPlaces(1000, 5);
    AtomicInteger watching = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> watchers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        watchers.add(threads.submit(() -> watch(places, watching, most)));
      }
      for (Future<?> watcher : watchers) {
        assertThat(watcher.get()).isNull();
      }
    }

    assertThat(most).hasValueBetween(1, 5);
    assertThat(places.users()).isZero();
  }

  private static void watch(WatcherPlaces places, AtomicInteger watching, AtomicInteger most) {
    for (int i = 0; i < 50; i++) {
      WatcherPlaces.Place place;
      try {
        place = places.take(ADA);
      } catch (DenialException full) {
        LockSupport.parkNanos(1_000);
        continue;
      }
      try (place) {
        most.accumulateAndGet(watching.incrementAndGet(), Math::max);
        LockSupport.parkNanos(1_000);
        watching.decrementAndGet();
      }
    }
  }

  private static AccessOwner user(String tenant, String subject) {
    return new AccessOwner(
        RawToken.of("token"), subject, tenant, "token-1", Instant.MAX, Optional.empty());
  }
}

package dev.locum.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class EventIdsTest {

  private static final Instant NOW = Instant.ofEpochMilli(0x0193_4C2E_7B80L);

  @Test
  void get_ofAnyMoment_hasVersionSevenVariantTwoAndTheTime() {
    EventIds ids = new EventIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(7));

    UUID id = UUID.fromString(ids.get());

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    assertThat(id.toString()).startsWith("01934c2e-7b80-7");
  }

  @Test
  void get_manyTimesInOneMillisecond_growsAndNeverRepeats() {
    EventIds ids = new EventIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(7));

    List<String> made = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      made.add(ids.get());
    }

    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void get_afterTheClockStepsBack_stillGrows() {
    AtomicLong millis = new AtomicLong(NOW.toEpochMilli());
    EventIds ids = new EventIds(clockOf(millis::get), new Random(7));

    String before = ids.get();
    millis.addAndGet(-60_000);

    assertThat(ids.get()).isGreaterThan(before);
  }

  @Test
  void get_byManyThreads_neverRepeats() throws InterruptedException, ExecutionException {
    EventIds ids = new EventIds(Clock.systemUTC(), new Random(7));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<String>>> made = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        made.add(
            threads.submit(
                () -> Collections.nCopies(5_000, ids).stream().map(EventIds::get).toList()));
      }

      Set<String> all = new HashSet<>();
      for (Future<List<String>> part : made) {
        all.addAll(part.get());
      }

      assertThat(all).hasSize(20_000);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Clock clockOf(java.util.function.LongSupplier millis) {
    InstantSource source = () -> Instant.ofEpochMilli(millis.getAsLong());
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return source.instant();
      }
    };
  }
}

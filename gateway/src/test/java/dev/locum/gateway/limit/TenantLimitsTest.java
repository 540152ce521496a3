package dev.locum.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TenantLimitsTest {

  private static final GatewayCaller ALICE = caller("alice-worker", "alice");
  private static final GatewayCaller ALICES_OTHER = caller("alice-starter", "alice");
  private static final GatewayCaller BOB = caller("bob-worker", "bob");

  private final AtomicLong nanos = new AtomicLong();

  private TenantLimits limits(int calls, int open, long bytes) {
    return new TenantLimits(new TenantBounds(calls, open, bytes), nanos::get);
  }

  private static GatewayCaller caller(String workload, String tenant) {
    return new GatewayCaller(
        new WorkloadId(workload),
        CallerRole.WORKER,
        Optional.of(new TenantId(tenant)),
        CredentialKind.API_KEY,
        Map.of());
  }

  @Test
  void openCalls_areBoundedForTheWholeTenantAndNobodyElse() {
    TenantLimits limits = limits(1000, 2, 1000);

    assertThat(limits.begin(ALICE)).isTrue();
    assertThat(limits.begin(ALICES_OTHER)).isTrue();
    assertThat(limits.begin(ALICE)).isFalse();
    assertThat(limits.begin(BOB)).isTrue();

    limits.end(ALICES_OTHER);
    assertThat(limits.begin(ALICE)).isTrue();
  }

  @Test
  void heldAnswers_areBounded_butASingleOneIsNot() {
    TenantLimits limits = limits(1000, 100, 1000);

    assertThat(limits.hold(ALICE, 5000)).as("alone").isTrue();
    assertThat(limits.hold(ALICES_OTHER, 1)).isFalse();
    assertThat(limits.hold(BOB, 1000)).isTrue();
    limits.release(ALICE, 5000);

    assertThat(limits.hold(ALICE, 400)).isTrue();
    assertThat(limits.hold(ALICE, 101)).as("more than half for one workload").isFalse();
    assertThat(limits.hold(ALICE, 100)).isTrue();
    assertThat(limits.hold(ALICES_OTHER, 500)).isTrue();
    limits.release(ALICE, 100);
    assertThat(limits.hold(ALICES_OTHER, 1)).isFalse();
  }

  /** A task that finds no room would have to be given back. */
  @Test
  void polls_endBeforeTheRoomDoes_andThoseOfOtherWorkloadsGoOn() {
    TenantLimits limits = limits(1000, 100, 1000);
    assertThat(limits.hold(ALICE, 249)).isTrue();
    assertThat(limits.hasRoom(ALICE)).isTrue();

    assertThat(limits.hold(ALICE, 251)).isTrue();

    assertThat(limits.hasRoom(ALICE)).isFalse();
    assertThat(limits.hasRoom(ALICES_OTHER)).isTrue();
    assertThat(limits.hold(caller("alice-third", "alice"), 250)).isTrue();
    assertThat(limits.hasRoom(ALICES_OTHER)).as("the tenant's").isFalse();
    assertThat(limits.hasRoom(BOB)).isTrue();
    limits.release(ALICE, 500);
    assertThat(limits.hasRoom(ALICE)).isTrue();
  }

  @Test
  void calls_comeBackWithTime() {
    TenantLimits limits = limits(2, 100, 1000);
    assertThat(limits.begin(ALICE)).isTrue();
    assertThat(limits.begin(ALICE)).isTrue();
    assertThat(limits.begin(ALICE)).isFalse();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(600));

    assertThat(limits.begin(ALICE)).isTrue();
  }

  @Test
  void refusedCalls_doNotCountAsOpen() {
    TenantLimits limits = limits(1, 2, 1000);
    assertThat(limits.begin(ALICE)).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(limits.begin(ALICE)).isFalse();
    }

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));

    assertThat(limits.begin(ALICE)).isTrue();
  }

  @Test
  void largeMessage_passesAndIsPaidForAfterwards() {
    TenantLimits limits = limits(1000, 100, 1000);
    assertThat(limits.carry(ALICE, 3000)).isTrue();
    assertThat(limits.carry(ALICE, 1)).isFalse();
    assertThat(limits.carry(BOB, 1)).isTrue();

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(limits.carry(ALICE, 1)).isFalse();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1500));
    assertThat(limits.carry(ALICE, 1)).isTrue();
  }
}

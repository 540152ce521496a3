package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.testkit.await.Await;
import dev.locum.trigger.fixture.TriggerWorld;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page of works costs Temporal so many questions at a time, and none for who has gone away. */
@Timeout(180)
final class ListedWorksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AT_ONCE = 8;
  private static final int WORKS = 20;

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void list_ofManyWorks_asksAboutEightAtATimeAndKeepsTheirOrder() {
    List<String> newestFirst = startWorks();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger asking = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    beforeEachLook(() -> {
      int turn = begun.getAndIncrement();
      most.accumulateAndGet(asking.incrementAndGet(), Math::max);
      Await.until("eight at once", PATIENCE, () -> most.get() >= AT_ONCE);
      // Later ones are answered first.
      sleep(Duration.ofMillis(20L * (AT_ONCE - turn % AT_ONCE)));
      asking.decrementAndGet();
    });

    ListWorkResponse page =
        world.as(world.ada()).listWork(ListWorkRequest.newBuilder().setPageSize(WORKS).build());

    assertThat(page.getWorkList()).extracting(Work::getWorkflowId).isEqualTo(newestFirst);
    assertThat(page.getWorkList())
        .extracting(Work::getStatus)
        .containsOnly(WorkStatus.WORK_STATUS_RUNNING);
    assertThat(begun).hasValue(WORKS);
    assertThat(most).hasValue(AT_ONCE);
  }

  @Test
  void list_whoseCallerGoesAway_asksNothingMore() {
    startWorks();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(1);
    beforeEachLook(() -> {
      io.grpc.Context caller = io.grpc.Context.current();
      begun.incrementAndGet();
      await(gone);
      Await.until("the trigger to notice", PATIENCE, caller::isCancelled);
      ended.incrementAndGet();
    });
    ListenableFuture<ListWorkResponse> call = listLater();
    Await.until("the first questions", PATIENCE, () -> begun.get() == AT_ONCE);

    assertThat(call.cancel(true)).isTrue();
    gone.countDown();

    Await.until("these to end", PATIENCE, () -> ended.get() == begun.get());
    // A further question would be asked as soon as one of these ends.
    sleep(Duration.ofMillis(300));
    assertThat(begun).hasValue(AT_ONCE);
  }

  private List<String> startWorks() {
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < WORKS; i++) {
      newestFirst.add(0, world.as(world.ada()).startWork(trip("key-" + i).build()).getWorkflowId());
    }
    return newestFirst;
  }

  private void beforeEachLook(Runnable hook) {
    world.toTemporal().before(WorkflowServiceGrpc.getDescribeWorkflowExecutionMethod(), hook);
  }

  private ListenableFuture<ListWorkResponse> listLater() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + world.ada());
    return TriggerServiceGrpc.newFutureStub(
            ClientInterceptors.intercept(
                world.client(), MetadataUtils.newAttachHeadersInterceptor(headers)))
        .listWork(ListWorkRequest.newBuilder().setPageSize(WORKS).build());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.locum.grpcauthz.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AppendEventsResponse;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AuditShipperTest {

  private final InMemorySpool spool = new InMemorySpool();
  private final Store store = new Store();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(store).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void start_spooledEvents_arriveInOrderAndLeaveTheSpool() {
    List<AuditEvent> events = Stream.generate(TestEvents::full).limit(450).toList();
    spool.record(events);

    AuditShipper shipper = AuditShipper.start(spool, channel, new NoCredentials());
    Await.until("the condition", () -> spool.all().isEmpty());
    shipper.close();

    assertThat(store.stored).isEqualTo(events);
  }

  @Test
  void start_authServiceAway_eventsStayUntilItIsBack() {
    store.refusals.set(3);
    AuditEvent event = TestEvents.full();
    spool.record(event);

    AuditShipper shipper = AuditShipper.start(spool, channel, new NoCredentials());
    Await.until("the condition", () -> store.refusals.get() < 3);
    assertThat(spool.all()).containsExactly(event);
    Await.until("the condition", () -> spool.all().isEmpty());
    shipper.close();

    assertThat(store.stored).containsExactly(event);
  }

  @Test
  void close_eventsJustRecorded_areSent() {
    AuditShipper shipper = AuditShipper.start(spool, channel, new NoCredentials());
    AuditEvent event = TestEvents.full();
    spool.record(event);
    shipper.close();

    assertThat(store.stored).containsExactly(event);
    assertThat(spool.all()).isEmpty();
  }

  @Test
  void close_authServiceRefuses_eventsStayInTheSpool() {
    store.refusals.set(Integer.MAX_VALUE);
    spool.record(TestEvents.full());
    AuditShipper shipper = AuditShipper.start(spool, channel, new NoCredentials());
    Await.until("the condition", () -> store.refusals.get() < Integer.MAX_VALUE);
    shipper.close();

    assertThat(store.stored).isEmpty();
    assertThat(spool.all()).hasSize(1);
  }

  /** Keeps what it is sent, after a number of refusals. */
  private static final class Store extends AuditServiceGrpc.AuditServiceImplBase {

    final List<AuditEvent> stored = new CopyOnWriteArrayList<>();
    final AtomicInteger refusals = new AtomicInteger();

    @Override
    public void appendEvents(
        AppendEventsRequest request, StreamObserver<AppendEventsResponse> answer) {
      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        answer.onError(Refusals.toStatus(DenialReason.STORE_UNAVAILABLE, ""));
        return;
      }
      request.getEventsList().forEach(event -> stored.add(AuditEventWire.fromWire(event)));
      answer.onNext(AppendEventsResponse.newBuilder().setStored(request.getEventsCount()).build());
      answer.onCompleted();
    }
  }

  private static final class NoCredentials extends CallCredentials {

    @Override
    public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
      applier.apply(new Metadata());
    }
  }
}

package dev.locum.carsharing.bootstrap;

import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.event.PricingTally;
import dev.locum.carsharing.event.Receipts;
import dev.locum.carsharing.event.TripEvents;
import dev.locum.carsharing.event.TripLog;
import dev.locum.carsharing.saga.BookingActivities;
import dev.locum.carsharing.saga.TripSaga;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.WorkerSettings;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Issuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.worker.AuthService;
import dev.locum.worker.LocumPlugin;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.DownstreamMode;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenant's worker pool of the example as one process. It polls when {@link #start} returns. All
 * that it has to do with Locum stands here: which action a step takes, and which action a method
 * needs.
 */
public final class WorkerProcess implements AutoCloseable {

  /** Of each kind, at a time. Each is a thread here and at the embedded Temporal; two keep up. */
  private static final int POLLS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /** As much as Temporal's own client takes: a task may carry a long history. */
  private static final int MAX_HISTORY_BYTES = 128 * 1024 * 1024;

  /**
   * The action of each step. Publishing takes none: it runs only while the delegation is active.
   */
  private static final Map<String, String> STEPS =
      Map.of(
          "ReserveVehicle", "fleet.reserve",
          "ReleaseVehicle", "fleet.release",
          "RecordTrip", "trip.record",
          "EndTrip", "trip.end",
          "CancelTrip", "trip.cancel",
          "OpenTab", "billing.open",
          "AddCharge", "billing.charge",
          "SettleTab", "billing.settle",
          "VoidTab", "billing.void",
          "RefundCharge", "billing.refund");

  /** The action of each method, by service. */
  private static final Map<String, Map<MethodDescriptor<?, ?>, String>> METHODS =
      Map.of(
          "fleet",
          Map.of(
              FleetServiceGrpc.getReserveVehicleMethod(), "fleet.reserve",
              FleetServiceGrpc.getReleaseVehicleMethod(), "fleet.release"),
          "trip",
          Map.of(
              TripServiceGrpc.getRecordTripMethod(), "trip.record",
              TripServiceGrpc.getEndTripMethod(), "trip.end",
              TripServiceGrpc.getCancelTripMethod(), "trip.cancel"),
          "billing",
          Map.of(
              BillingServiceGrpc.getOpenTabMethod(), "billing.open",
              BillingServiceGrpc.getAddChargeMethod(), "billing.charge",
              BillingServiceGrpc.getSettleMethod(), "billing.settle",
              BillingServiceGrpc.getVoidTabMethod(), "billing.void",
              BillingServiceGrpc.getRefundChargeMethod(), "billing.refund"));

  private final WorkerFactory factory;
  private final LocumPlugin locum;
  private final WorkflowServiceStubs stubs;
  private final Channels channels;

  private WorkerProcess(
      WorkerFactory factory, LocumPlugin locum, WorkflowServiceStubs stubs, Channels channels) {
    this.factory = factory;
    this.locum = locum;
    this.stubs = stubs;
    this.channels = channels;
  }

  /**
   * Starts polling.
   *
   * @throws IOException if a file cannot be used
   * @throws IllegalStateException if the auth service does not know the worker, or its queue is
   *     another's
   */
  public static WorkerProcess start(WorkerSettings settings, Clock clock) throws IOException {
    return start(settings, clock, () -> {});
  }

  /** The same; nobody is asked before {@code told} returns. */
  static WorkerProcess start(WorkerSettings settings, Clock clock, Runnable told)
      throws IOException {
    Channels channels =
        new Channels(
            temporal(settings.temporal()),
            Peers.authService(settings.authService(), settings.workload()).open(),
            Tracing.open(settings.traces(), settings.workload().id()));
    LocumPlugin locum = plugin(settings, channels, clock);
    WorkflowServiceStubs stubs = stubs(settings.temporal(), channels.temporal(), locum);
    WorkflowClient client =
        WorkflowClient.newInstance(
            stubs, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace()).build());
    WorkerFactory factory = WorkerFactory.newInstance(client);
    Worker worker =
        factory.newWorker(
            settings.taskQueue(),
            WorkerOptions.newBuilder()
                .setMaxConcurrentWorkflowTaskPollers(POLLS)
                .setMaxConcurrentActivityTaskPollers(POLLS)
                .build());
    worker.registerWorkflowImplementationTypes(TripSaga.class);
    worker.registerActivitiesImplementations(
        new BookingActivities(
            new TripEvents(List.of(new PricingTally(), new TripLog(), new Receipts()))));
    WorkerProcess process = new WorkerProcess(factory, locum, stubs, channels);
    try {
      told.run();
      locum.start(factory);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    LOG.info("{} ready on {}", settings.workload().id(), settings.taskQueue());
    return process;
  }

  @Override
  public void close() {
    factory.shutdown();
    factory.awaitTermination(5, TimeUnit.SECONDS);
    factory.shutdownNow();
    locum.close();
    stubs.shutdownNow();
    channels.temporal().shutdownNow();
    channels.authService().shutdownNow();
    channels.tracing().close();
  }

  private static LocumPlugin plugin(WorkerSettings settings, Channels channels, Clock clock)
      throws IOException {
    Issuer issuer = new Issuer(settings.issuer().toString());
    AuthService authority =
        AuthService.of(
            channels.authService(),
            issuer,
            Peers.credential(settings.workload(), issuer, CryptoProviders.choose(), clock));
    LocumPlugin.Builder plugin =
        LocumPlugin.builder()
            .authService(
                Peers.isInsecure(settings.authService())
                    ? authority.onInsecureLoopback()
                    : authority)
            .auditSpool(settings.audit().spool())
            .clock(clock);
    channels.tracing().openTelemetry().ifPresent(plugin::openTelemetry);
    STEPS.forEach(plugin::activity);
    for (Map.Entry<String, WorkerSettings.DownstreamPeer> peer :
        settings.downstreams().entrySet()) {
      plugin.downstream(downstream(peer.getKey(), peer.getValue()));
    }
    return plugin.build();
  }

  private static Downstream downstream(String name, WorkerSettings.DownstreamPeer peer)
      throws IOException {
    Downstream.Builder downstream =
        Downstream.grpc(name, Peers.channel(peer.target(), peer.transport()))
            .mode(DownstreamMode.valueOf(peer.mode().name()));
    if (peer.internal()) {
      downstream.internal();
    }
    METHODS
        .getOrDefault(name, Map.of())
        .forEach((method, action) -> downstream.action(method.getFullMethodName(), action));
    return downstream.build();
  }

  private static ManagedChannel temporal(TemporalSettings settings) throws IOException {
    RpcChannel channel =
        Peers.channel(settings.target(), settings.transport()).receivingUpTo(MAX_HISTORY_BYTES);
    if (settings.clientCertificate().isPresent()) {
      Peers.present(channel, settings.clientCertificate().get());
    }
    return channel.open();
  }

  private static WorkflowServiceStubs stubs(
      TemporalSettings settings, ManagedChannel channel, LocumPlugin locum) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder().setChannel(channel).setPlugins(locum);
    settings
        .apiKey()
        .ifPresent(key ->
            options.addGrpcMetadataProvider(() -> {
              Metadata headers = new Metadata();
              headers.put(
                  Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                  "Bearer " + key.reveal());
              return headers;
            }));
    return WorkflowServiceStubs.newServiceStubs(options.build());
  }

  /** What it opened itself. */
  private record Channels(ManagedChannel temporal, ManagedChannel authService, Tracing tracing) {}
}

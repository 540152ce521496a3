package dev.locum.carsharing;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.billing.TabRows;
import dev.locum.carsharing.fleet.FleetRows;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.rpc.BillingService;
import dev.locum.carsharing.rpc.FleetService;
import dev.locum.carsharing.rpc.TripEdge;
import dev.locum.carsharing.rpc.TripService;
import dev.locum.carsharing.rpc.VehicleLookup;
import dev.locum.carsharing.trip.TripRows;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.server.GrpcAuthorization;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Audience;
import dev.locum.token.WorkloadId;
import io.grpc.BindableService;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The three services of the example in process, with real tokens of a test issuer and faults on
 * demand.
 */
public final class TestServices implements AutoCloseable {

  /** The actions of each service. */
  private static final Map<String, String[]> ACTIONS =
      Map.of(
          "fleet", new String[] {"fleet.reserve", "fleet.release"},
          "trip", new String[] {"trip.record", "trip.end", "trip.cancel"},
          "billing",
              new String[] {
                "billing.open", "billing.charge", "billing.settle", "billing.void", "billing.refund"
              });

  public final TestIssuer issuer = TestIssuer.at(Clock.systemUTC());
  public final RecordingAuditSink audit = new RecordingAuditSink();
  public final Faults faults = new Faults();
  public final ReceivedHeaders received = new ReceivedHeaders();
  public final FleetRows fleet =
      new FleetRows()
          .with("alice", "car-1", VehicleStatus.VEHICLE_STATUS_AVAILABLE)
          .with("alice", "car-2", VehicleStatus.VEHICLE_STATUS_AVAILABLE)
          .with("alice", "car-9", VehicleStatus.VEHICLE_STATUS_MAINTENANCE)
          .with("bob", "car-1", VehicleStatus.VEHICLE_STATUS_AVAILABLE);
  public final TripRows trips = new TripRows();
  public final TabRows tabs = new TabRows();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, ManagedChannel> channels = new HashMap<>();

  public TestServices() {
    this(CallerMode.EXCHANGE, CallerMode.SERVICE, CallerMode.USER);
  }

  /** Services that believe callers who prove themselves in one of these ways. */
  public TestServices(CallerMode... accepted) {
    serve("fleet", accepted, new FleetService(fleet, Journal.inMemory(fleet)));
    Journal tripJournal = Journal.inMemory(trips);
    serve(
        "trip",
        accepted,
        new TripService(trips, tripJournal),
        new TripEdge(trips, tripJournal, this::findVehicle));
    serve("billing", accepted, new BillingService(tabs, Journal.inMemory(tabs)));
  }

  /** As the trip service finds vehicles: as itself. */
  private Vehicle findVehicle(String tenant, String vehicle) {
    return VehicleLookup.at(raw("fleet"), new ServiceBearer(() -> serviceToken("trip", "fleet")))
        .find(tenant, vehicle);
  }

  /** A fleet client of Ada's trip. */
  public FleetServiceGrpc.FleetServiceBlockingStub fleet(String trip) {
    return FleetServiceGrpc.newBlockingStub(channel("fleet", "user-ada", "alice", trip));
  }

  public TripServiceGrpc.TripServiceBlockingStub trips(String trip) {
    return TripServiceGrpc.newBlockingStub(channel("trip", "user-ada", "alice", trip));
  }

  public BillingServiceGrpc.BillingServiceBlockingStub billing(String trip) {
    return BillingServiceGrpc.newBlockingStub(channel("billing", "user-ada", "alice", trip));
  }

  /** A channel whose calls carry a downstream token with all actions of the service. */
  public Channel channel(String service, String user, String tenant, String trip) {
    return bearing(
        service,
        () ->
            issuer
                .downstreamToken()
                .audience(service)
                .of(user, tenant)
                .workflowId(trip)
                .actions(Objects.requireNonNull(ACTIONS.get(service)))
                .text());
  }

  /** A channel whose calls carry the delegation token in its own header, and nothing else. */
  public Channel forwarding(String service, String trip) {
    return ClientInterceptors.intercept(
        raw(service),
        new Bearing(
            "txn-token",
            () ->
                issuer
                    .delegationToken()
                    .workflow("TripWorkflow", trip)
                    .actions(Objects.requireNonNull(ACTIONS.get(service)))
                    .text()));
  }

  /** A channel whose calls carry a workload's own service token. */
  public Channel as(String workload, String service) {
    return bearing(service, () -> serviceToken(workload, service));
  }

  /** A channel whose calls carry a user's own access token for the service. */
  public Channel user(String service, String user, String tenant) {
    return bearing(service, () -> issuer.accessToken().audience(service).of(user, tenant).text());
  }

  private String serviceToken(String workload, String service) {
    return issuer.serviceToken().workload(workload).audience(service).text();
  }

  public ManagedChannel raw(String service) {
    return Objects.requireNonNull(channels.get(service));
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Channel bearing(String service, Supplier<String> token) {
    return ClientInterceptors.intercept(
        raw(service), new Bearing("authorization", () -> "Bearer " + token.get()));
  }

  /** One more service, believing callers who prove themselves in one of these ways. */
  void serve(String name, CallerMode[] accepted, BindableService... services) {
    Clock clock = Clock.systemUTC();
    GrpcAuthorization authorization =
        GrpcAuthorization.builder()
            .authenticator(
                CallerAuthenticator.builder()
                    .self(new Audience(name))
                    .verifier(issuer.verifier())
                    .trustDomain(TestIssuer.TRUST_DOMAIN)
                    .accept(accepted)
                    .trust(trusted("trip", "edge"))
                    .trust(trusted("catalog", "catalog"))
                    .trust(trusted("scheduler", "scheduler"))
                    .build())
            .audit(
                new AuditRecorder(
                    AuditParties.of("downstream", name),
                    audit,
                    new EventIds(clock, new Random(1)),
                    clock))
            .clock(clock)
            .build();
    String place = InProcessServerBuilder.generateName();
    try {
      Server server =
          authorization
              .secure(
                  InProcessServerBuilder.forName(place).addStreamTracerFactory(received),
                  Arrays.stream(services)
                      .map(service ->
                          (BindableService) () -> ServerInterceptors.intercept(service, faults))
                      .toArray(BindableService[]::new))
              .build()
              .start();
      open.add(server::shutdownNow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ManagedChannel channel = InProcessChannelBuilder.forName(place).build();
    open.add(channel::shutdownNow);
    open.add(authorization);
    channels.put(name, channel);
  }

  private static TrustedWorkload trusted(String workload, String role) {
    return TrustedWorkload.of(new WorkloadId(workload)).withRoles(Set.of(role));
  }

  private record Bearing(String header, Supplier<String> value) implements ClientInterceptor {

    @Override
    public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
        MethodDescriptor<ReqT, RespT> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<RespT> listener, Metadata headers) {
          headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value.get());
          super.start(listener, headers);
        }
      };
    }
  }

  /** Puts a token on calls as production's call credentials do. */
  private static final class ServiceBearer extends CallCredentials {

    private final Supplier<String> token;

    ServiceBearer(Supplier<String> token) {
      this.token = token;
    }

    @Override
    public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + token.get());
      applier.apply(headers);
    }
  }
}

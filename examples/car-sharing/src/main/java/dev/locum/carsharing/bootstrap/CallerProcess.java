package dev.locum.carsharing.bootstrap;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.caller.Catalog;
import dev.locum.carsharing.caller.FleetSurvey;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.settings.CallerSettings;
import dev.locum.settings.PeerSettings;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.jose.CryptoProviders;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that calls the services as itself: the scheduler, or the catalog's command-line client.
 * It needs an identity at the auth service, and each service needs to trust it; it has no way in
 * otherwise.
 */
public final class CallerProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CallerProcess.class);
  private static final long MINUTES_BETWEEN_SURVEYS = 1;

  private final CallerSettings settings;
  private final ServiceTokens tokens;
  private final Deque<Runnable> open = new ArrayDeque<>();

  private CallerProcess(CallerSettings settings, Clock clock) throws IOException {
    this.settings = settings;
    Issuer issuer = new Issuer(settings.issuer().toString());
    ManagedChannel authService =
        keep(Peers.authService(settings.authService(), settings.workload()).open());
    this.tokens =
        new ServiceTokens(
            authService,
            Peers.credential(settings.workload(), issuer, CryptoProviders.choose(), clock),
            clock);
  }

  /**
   * Opens the way to the services.
   *
   * @throws IOException if a file cannot be used
   */
  public static CallerProcess open(CallerSettings settings, Clock clock) throws IOException {
    return new CallerProcess(settings, clock);
  }

  /**
   * What an operator has to offer.
   *
   * @throws IllegalArgumentException if no fleet service is configured
   */
  public Catalog catalog() throws IOException {
    return new Catalog(fleet());
  }

  /**
   * Looks for what was left behind.
   *
   * @throws IllegalArgumentException if the fleet or the trip service is not configured
   */
  public FleetSurvey survey() throws IOException {
    return new FleetSurvey(
        fleet(),
        stub(
            "trip",
            (channel, self) -> TripServiceGrpc.newBlockingStub(channel).withCallCredentials(self)));
  }

  /** Surveys every minute until it is closed. */
  CallerProcess surveying() throws IOException {
    FleetSurvey survey = survey();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    open.push(timer::shutdownNow);
    timer.scheduleWithFixedDelay(
        () -> ExampleService.TENANTS.forEach(tenant -> log(survey, tenant)),
        0,
        MINUTES_BETWEEN_SURVEYS,
        TimeUnit.MINUTES);
    return this;
  }

  private static void log(FleetSurvey survey, String tenant) {
    try {
      List<String> left = survey.leftBehind(tenant).stream().map(Vehicle::getVehicle).toList();
      LOG.info("{}: {} left behind {}", tenant, left.size(), left);
    } catch (RuntimeException e) {
      LOG.warn("{}: not surveyed: {}", tenant, e.getMessage());
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }

  private FleetServiceBlockingStub fleet() throws IOException {
    return stub(
        "fleet",
        (channel, self) -> FleetServiceGrpc.newBlockingStub(channel).withCallCredentials(self));
  }

  private <S> S stub(String service, BiFunction<Channel, CallCredentials, S> stub)
      throws IOException {
    PeerSettings peer = settings.services().get(service);
    if (peer == null) {
      throw new IllegalArgumentException("caller.services." + service + ": not set");
    }
    ManagedChannel channel = keep(Peers.channel(peer.target(), peer.transport()).open());
    return stub.apply(channel, Peers.asItself(tokens, new Audience(service), peer));
  }

  private ManagedChannel keep(ManagedChannel channel) {
    open.push(channel::shutdownNow);
    return channel;
  }
}

package dev.locum.authservice.bootstrap;

import dev.locum.audit.EventIds;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.client.ClientSecrets;
import dev.locum.authservice.connection.Connections;
import dev.locum.authservice.delegation.Delegations;
import dev.locum.authservice.delegation.TemporalOpenWorkflows;
import dev.locum.authservice.delegation.Tickets;
import dev.locum.authservice.identifier.TimeOrderedIdentifiers;
import dev.locum.authservice.introspection.Introspections;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.oauth.OAuthHttpServer;
import dev.locum.authservice.oauth.OAuthServices;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.rpc.AuthorityServer;
import dev.locum.authservice.rpc.admin.Administration;
import dev.locum.authservice.store.JdbcStore;
import dev.locum.authservice.store.PostgresqlDatabase;
import dev.locum.authservice.store.SqliteDatabase;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreLimits;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.telemetry.MetricsServer;
import dev.locum.authservice.telemetry.Telemetry;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.authservice.workload.WorkloadAuthentication;
import dev.locum.grpcauthz.trace.ServerSpans;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.StoreEngine;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.TokenVerifier;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The auth service as one process. It serves when {@link #start} returns. */
public final class AuthServiceProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuthServiceProcess.class);

  /** How long a statement waits while another process holds the database file. */
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  private final Store store;
  private final Frontends frontends;
  private final Background background;
  private final Watched watched;
  private final AuthorityServer grpc;
  private final OAuthHttpServer http;

  private AuthServiceProcess(
      Store store,
      Frontends frontends,
      Background background,
      Watched watched,
      AuthorityServer grpc,
      OAuthHttpServer http) {
    this.store = store;
    this.frontends = frontends;
    this.background = background;
    this.watched = watched;
    this.grpc = grpc;
    this.http = http;
  }

  /**
   * Starts the auth service.
   *
   * @throws IOException if a file cannot be read or an address not be bound
   */
  public static AuthServiceProcess start(AuthServiceSettings settings, Clock clock)
      throws IOException {
    return start(settings, clock, open(settings.store().engine()));
  }

  /**
   * Starts the auth service over a store that is open already, and closes it in the end.
   *
   * @throws IOException if a file cannot be read or an address not be bound
   */
  public static AuthServiceProcess start(AuthServiceSettings settings, Clock clock, Store store)
      throws IOException {
    try {
      Frontends frontends = Frontends.open(settings.temporal());
      try {
        return traced(settings, clock, store, frontends);
      } catch (IOException | RuntimeException e) {
        frontends.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens the store and brings it to the present schema.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  public static Store open(StoreEngine engine) {
    return switch (engine) {
      case StoreEngine.Sqlite sqlite ->
          JdbcStore.open(SqliteDatabase.at(sqlite.file(), BUSY_TIMEOUT), StoreLimits.defaults());
      case StoreEngine.Postgresql postgresql -> {
        StoreLimits limits = StoreLimits.defaults();
        yield JdbcStore.open(
            PostgresqlDatabase.at(
                postgresql.url(),
                postgresql.user(),
                postgresql.password().reveal(),
                limits.readers()),
            limits);
      }
    };
  }

  private static AuthServiceProcess traced(
      AuthServiceSettings settings, Clock clock, Store store, Frontends frontends)
      throws IOException {
    Tracing tracing = Tracing.open(settings.traces(), "locum-auth-service");
    try {
      return assemble(settings, clock, store, frontends, tracing);
    } catch (IOException | RuntimeException e) {
      tracing.close();
      throw e;
    }
  }

  private static AuthServiceProcess assemble(
      AuthServiceSettings settings,
      Clock clock,
      Store unmeasured,
      Frontends frontends,
      Tracing tracing)
      throws IOException {
    Telemetry telemetry = Telemetry.create();
    Store store = telemetry.measured(unmeasured);
    Readiness readiness = new Readiness(store);
    SecureRandom random = new SecureRandom();
    AuditTrail trail =
        new AuditTrail(store, new EventIds(clock, random), clock, telemetry::decided);
    KeySide keySide = KeySide.of(settings, store, clock);
    Issuer issuer = keySide.issuer();
    TokenVerifier verifier = keySide.verifier();
    WorkloadAuthentication workloads = keySide.workloads(settings, store, clock);
    ServiceTokenDesk desk = new ServiceTokenDesk(issuer, workloads, keySide.tokens(), trail);
    Records records = new Records(store, trail, clock);
    OperatorBootstrap.run(records, settings.bootstrap().operatorKeyFile());
    SenderProofs proofs = keySide.proofs(settings, store, clock, random);
    UserSide users = UserSide.of(settings, records, keySide, proofs, random);
    Delegations delegations =
        Delegations.of(
            new Delegations.Needs(
                store,
                trail,
                new Tickets(
                    keySide.tokens(), verifier, new Audience(settings.trustDomain()), clock),
                verifier,
                users.accessTokens(),
                new TemporalOpenWorkflows(frontends.channels(new OwnTemporalToken(desk, clock))),
                new TimeOrderedIdentifiers(clock, random),
                proofs),
            settings.limits().startWindow());
    AuthorityServer grpc =
        AuthorityServer.start(
            Listeners.at(settings.listen().grpc()),
            ServerTls.grpc(settings.listen().transport()),
            new AuthorityServer.Domain(
                new AuthorityServer.Identity(
                    issuer,
                    keySide.keys(),
                    verifier,
                    desk,
                    new Connections(workloads, verifier, store, trail)),
                new AuthorityServer.Records(store, trail),
                new AuthorityServer.UserSide(users.accessTokens(), users::endSession),
                delegations,
                administration(settings, records, users, keySide.keys(), random)),
            outermost(tracing, telemetry));
    OAuthHttpServer http =
        Listeners.http(
            settings,
            new OAuthServices(
                new OAuthAuthority(
                    desk,
                    delegations,
                    new Introspections(users.accessTokens(), delegations.worth(), trail),
                    keySide.keys(),
                    readiness),
                verifier,
                users.services(store),
                proofs,
                new OAuthServices.Making(random, requestIds(clock, random), clock)),
            tracing,
            grpc);
    telemetry.observe(keySide.keys(), delegations.reconciler(), tracing);
    Background background =
        new Background(delegations.reconciler(), keySide.rotation(settings.keys(), store, trail));
    Watched watched =
        new Watched(
            readiness,
            Listeners.metrics(settings, telemetry, grpc, http),
            tracing,
            settings.listen().drain());
    background.start();
    readiness.start(grpc::setReady);
    tellReady(grpc, http, keySide);
    return new AuthServiceProcess(store, frontends, background, watched, grpc, http);
  }

  /** In the order of time, since each stands in an index of the trail. */
  private static Supplier<String> requestIds(Clock clock, SecureRandom random) {
    return new TimeOrderedIdentifiers(clock, random)::next;
  }

  private static void tellReady(AuthorityServer grpc, OAuthHttpServer http, KeySide keySide) {
    LOG.info(
        "auth service ready: gRPC {}, HTTP {}, {}",
        grpc.port(),
        http.address(),
        keySide.providers());
  }

  private static List<ServerServiceDefinition> administration(
      AuthServiceSettings settings,
      Records records,
      UserSide users,
      SigningKeys keys,
      SecureRandom random) {
    return Administration.services(
        new Administration.Needs(
            records.store(),
            records.trail(),
            users.users(),
            keys,
            new Administration.Secrets(new ApiKeys(random), new ClientSecrets(random)),
            records.clock(),
            UserSide.audiences(settings),
            settings.administration().fourEyes()));
  }

  /** What others watch it by. */
  private record Watched(
      Readiness readiness, Optional<MetricsServer> metrics, Tracing tracing, Duration drain) {}

  private static List<ServerInterceptor> outermost(Tracing tracing, Telemetry telemetry) {
    List<ServerInterceptor> outermostFirst = new ArrayList<>();
    tracing.openTelemetry().map(ServerSpans::joining).ifPresent(outermostFirst::add);
    outermostFirst.add(telemetry.calls());
    return outermostFirst;
  }

  /** The port of the gRPC server. */
  public int grpcPort() {
    return grpc.port();
  }

  /** Where the metrics are served; empty: nowhere. */
  public Optional<InetSocketAddress> metricsAddress() {
    return watched.metrics().map(MetricsServer::address);
  }

  /** Where the HTTP server listens. */
  public InetSocketAddress httpAddress() {
    return http.address();
  }

  /** Where the HTTP server asks for client certificates; empty: nowhere. */
  public Optional<InetSocketAddress> httpAddressForCertificates() {
    return http.addressForCertificates();
  }

  /** Says that it is not ready, drains, ends what is under way; what was answered is durable. */
  @Override
  public void close() {
    watched.readiness().drain(watched.drain());
    watched.readiness().close();
    background.close();
    http.close();
    grpc.close();
    watched.metrics().ifPresent(MetricsServer::close);
    frontends.close();
    store.close();
    watched.tracing().close();
  }

  /**
   * Runs the auth service until the process is asked to end.
   *
   * @param arguments {@code --config FILE}
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.println("usage: auth-service --config FILE");
      System.exit(2);
    }
    try {
      AuthServiceSettings settings =
          new SettingsLoader(System.getenv())
              .load(Path.of(arguments[1]), AuthServiceSettings.class);
      AuthServiceProcess process = start(settings, Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(process::close));
      Thread.currentThread().join();
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IOException | StoreUnavailableException e) {
      // What is around it is not as it should be; where in the code that was noticed helps nobody.
      System.err.println(
          "the auth service cannot start: "
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "\n`locum doctor --config "
              + arguments[1]
              + "` looks closer");
      System.exit(1);
    }
  }
}

package dev.locum.carsharing.bootstrap;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.settings.CallerSettings;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.WorkerSettings;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.token.TestIssuer;
import io.grpc.ManagedChannel;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The example as its processes put it together, on sockets, with a fake auth service and a real
 * engine.
 */
final class ExampleProcesses implements AutoCloseable {

  static final String[] ACTIONS = {
    "fleet.reserve",
    "fleet.release",
    "trip.record",
    "trip.end",
    "trip.cancel",
    "billing.open",
    "billing.charge",
    "billing.settle",
    "billing.void",
    "billing.refund"
  };

  static final Map<String, String> UNDOES =
      Map.of(
          "fleet.release", "fleet.reserve",
          "trip.cancel", "trip.record",
          "billing.void", "billing.open",
          "billing.refund", "billing.charge");

  final FakeAuthService authority;

  private final Clock clock = Clock.systemUTC();
  private final SettingsLoader loader = new SettingsLoader(Map.of());
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Path directory;
  private final WorkflowServiceStubs temporal;

  /** Starts all of it; keys, spools and journals are in this directory. */
  ExampleProcesses(Path directory) throws IOException {
    this.directory = directory;
    FakeWorld world = FakeWorld.demo();
    for (String caller : List.of("scheduler", "catalog", "stranger")) {
      world.with(FakeWorkload.downstream(caller));
    }
    authority = keep(FakeAuthService.start(TestIssuer.at(clock), world));
    EmbeddedTemporal engine = keep(EmbeddedTemporal.start());
    for (String name : List.of("fleet", "trip", "billing")) {
      DownstreamProcess process =
          keep(
              DownstreamProcess.start(
                  loader.parse(downstream(name), directory, DownstreamSettings.class),
                  directory.resolve(name + ".journal"),
                  clock));
      ports.put(name, process.port());
    }
    keep(
        WorkerProcess.start(
            loader.parse(worker(engine.target()), directory, WorkerSettings.class), clock));
    temporal =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(engine.target()).build());
    running.push(temporal::shutdownNow);
  }

  /** The connection of the trigger. */
  WorkflowServiceStubs temporal() {
    return temporal;
  }

  /** A plaintext connection to a service. */
  ManagedChannel channel(String service) throws IOException {
    return RpcChannel.to("127.0.0.1:" + ports.get(service)).insecureLoopback().open();
  }

  /** The decisions of the three services about calls, as the auth service was told them. */
  List<AuditEvent> downstreamCalls() {
    return authority.events().stream()
        .filter(event -> event.getType().equals("DOWNSTREAM_CALLED"))
        .toList();
  }

  @Override
  public void close() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A process that calls as this workload. */
  CallerProcess caller(String id) throws IOException {
    String settings =
        """
        caller:
          issuer: %s
          authService:
            target: %s
            insecure: {plaintext: true}
          workload:
            id: %s
            apiKey: file:%s
          services:
            fleet: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
            trip: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
        """
            .formatted(
                TestIssuer.ISSUER,
                authority.address(),
                id,
                apiKey(id),
                ports.get("fleet"),
                ports.get("trip"));
    return CallerProcess.open(loader.parse(settings, directory, CallerSettings.class), clock);
  }

  private String downstream(String name) throws IOException {
    String trust =
        """
          accept: [on-behalf, service, user]
          services:
            fleet: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
          callers:
            scheduler:
              roles: [scheduler]
            alice-worker:
              tenants: [alice]
              actions: [trip.record, trip.end, trip.cancel]
            bob-worker:
              tenants: [bob]
              actions: [trip.record, trip.end, trip.cancel]
        """
            .formatted(ports.getOrDefault("fleet", 1));
    String readers =
        """
          accept: [exchange, service]
          callers:
            scheduler: {roles: [scheduler]}
            catalog: {roles: [catalog]}
            trip: {roles: [edge]}
        """;
    return """
    downstream:
      listen:
        address: 127.0.0.1:0
        insecure: {plaintext: true}
      name: %s
      issuer: %s
      authService:
        target: %s
        insecure: {plaintext: true}
      workload:
        id: %s
        apiKey: file:%s
      audit:
        spool: %s-spool
    %s\
    """
        .formatted(
            name,
            TestIssuer.ISSUER,
            authority.address(),
            name,
            apiKey(name),
            name,
            name.equals("trip") ? trust : readers);
  }

  private String worker(String target) throws IOException {
    return """
    worker:
      issuer: %s
      authService:
        target: %s
        insecure: {plaintext: true}
      workload:
        id: alice-worker
        apiKey: file:%s
      temporal:
        target: %s
        insecure: {plaintext: true}
      taskQueue: queue-alice
      downstreams:
        fleet: {target: "127.0.0.1:%d", mode: exchange, insecure: {plaintext: true}}
        billing: {target: "127.0.0.1:%d", mode: exchange, insecure: {plaintext: true}}
        trip: {target: "127.0.0.1:%d", mode: on-behalf, insecure: {plaintext: true}}
      audit:
        spool: worker-spool
    """
        .formatted(
            TestIssuer.ISSUER,
            authority.address(),
            apiKey("alice-worker"),
            target,
            ports.get("fleet"),
            ports.get("billing"),
            ports.get("trip"));
  }

  private String apiKey(String id) throws IOException {
    Path key = directory.resolve(id + ".key");
    Files.writeString(key, "test-key-" + id);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return key.getFileName().toString();
  }

  private <T extends AutoCloseable> T keep(T resource) {
    running.push(resource);
    return resource;
  }
}

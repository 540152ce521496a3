package dev.locum.launcher.topology;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The {@code locum.yaml} of each process of the topology, as an operator would write it. Everything
 * is on loopback, under TLS from the topology's own certificate authority; the embedded Temporal
 * alone is plaintext, since it knows nothing else.
 */
final class Configuration {

  static final String CLIENT_PROFILES = "temporal.toml";

  private static final String ISSUER_HOST = "localhost";

  /** Workers show an exchanged token; who counts what is held calls for itself. */
  private static final String CATALOG_CALLERS =
      """
        accept: [exchange, service]
        callers:
          catalog: {roles: [catalog]}\
      """;

  /** The edge of the trip service looks vehicles up, as itself; the scheduler surveys them. */
  private static final String FLEET_CALLERS =
      CATALOG_CALLERS
          + """

              trip: {roles: [edge]}
              scheduler: {roles: [scheduler]}\
          """;

  private static final String TRACES = "traces.yaml";

  /** Tokens count for the worker's own key alone; the catalog calls as itself. */
  private static final String BOUND_ONLY =
      """

        boundTokensOnly: true
        unboundServiceTokens: true\
      """;

  private static final String FEDERATION = "auth-service/federation.yaml";

  private final StateDirectory state;
  private final Ports ports;
  private final Duration accessTokenLife;
  private final String temporal;

  Configuration(Topology.Plan plan) {
    this.state = plan.state();
    this.ports = plan.ports();
    this.accessTokenLife = plan.accessTokenLife();
    this.temporal = plan.temporal().settings(ports);
  }

  String issuer() {
    return "https://" + ISSUER_HOST + ":" + ports.authHttp();
  }

  Ports ports() {
    return ports;
  }

  /**
   * Writes the configuration of a part as it is meant to be.
   *
   * @throws IllegalArgumentException for Temporal, which has none
   */
  Path write(Part part) throws IOException {
    return switch (part) {
      case TEMPORAL -> throw new IllegalArgumentException("temporal: has no configuration");
      case AUTH_SERVICE -> writeAuthService();
      case GATEWAY -> writeGateway();
      case TRIGGER -> writeTrigger();
      case FLEET -> writeDownstream(part, ports.fleet());
      case BILLING -> writeDownstream(part, ports.billing());
      case TRIP -> writeDownstream(part, ports.trip());
      case ALICE_WORKER, BOB_WORKER ->
          writeWorker(part.id(), part, "queue-" + part.tenant().orElseThrow());
    };
  }

  private Path writeAuthService() throws IOException {
    return state.writePrivate(
        "auth-service/locum.yaml",
        """
        authService:
          listen:
            grpc: 127.0.0.1:%d
            http: 127.0.0.1:%d
            tls:
              certificate: ../tls/server.pem
              key: file:../tls/server-key.pem
          issuer: %s
          userAudiences: [trip]
          keys:
            encryptionKey: file:key-encryption.key
          store:
            sqlite: authority.db
          temporal:
            default: %s
            alice: %s
          bootstrap:
            operatorKeyFile: operator.jwk
          limits:
            accessTokenLife: %ds
        """
                .formatted(
                    ports.authGrpc(),
                    ports.authHttp(),
                    issuer(),
                    temporal,
                    temporal,
                    accessTokenLife.toSeconds())
            + traces()
            + federation());
  }

  /** What somebody has put beside it: login providers, as {@code authService.federation}. */
  private String federation() throws IOException {
    return state.has(FEDERATION) ? "  federation:\n" + state.read(FEDERATION).indent(4) : "";
  }

  /** What somebody has put at the root, before the start: a collector, as {@code traces}. */
  private String traces() throws IOException {
    return state.has(TRACES) ? "  traces:\n" + state.read(TRACES).indent(4) : "";
  }

  private Path writeGateway() throws IOException {
    return state.writePrivate(
        "gateway/locum.yaml",
        """
        gateway:
          issuer: %s
          listen:
            address: 127.0.0.1:%d
            tls:
              certificate: ../tls/server.pem
              key: file:../tls/server-key.pem
              clientCa: ../tls/ca.pem
        %s
        %s
          temporal: %s
          sealKeys: ["file:seal.key"]
          audit:
            spool: spool
          limits:
            drain: 500ms
        """
                .formatted(
                    issuer(), ports.gateway(), authServicePeer(), workload("gateway"), temporal)
            + traces());
  }

  private Path writeTrigger() throws IOException {
    return state.writePrivate(
        "trigger/locum.yaml",
        """
        trigger:
          issuer: %s
          listen:
            address: 127.0.0.1:%d
            tls:
              certificate: ../tls/server.pem
              key: file:../tls/server-key.pem
          reachedAt: ["https://localhost:%d"]
        %s
        %s
        %s
          audit:
            spool: spool
        """
                .formatted(
                    issuer(),
                    ports.trigger(),
                    ports.trigger(),
                    authServicePeer(),
                    workload("trigger"),
                    temporalOf("trigger"))
            + traces());
  }

  /**
   * The configuration of a worker process that polls {@code queue} with the credential of {@code
   * worker}.
   */
  Path writeWorker(String directory, Part worker, String queue) throws IOException {
    return state.writePrivate(
        directory + "/locum.yaml",
        """
        worker:
          issuer: %s
        %s
        %s
        %s
          taskQueue: %s
          downstreams:
            fleet: {target: "localhost:%d", mode: exchange, tls: {ca: ../tls/ca.pem}}
            billing: {target: "localhost:%d", mode: exchange, tls: {ca: ../tls/ca.pem}}
            trip: {target: "localhost:%d", mode: on-behalf, internal: true, tls: {ca: ../tls/ca.pem}}
          audit:
            spool: spool
        """
                .formatted(
                    issuer(),
                    authServicePeer(),
                    workload(worker.id()),
                    temporalOf(worker.id()),
                    queue,
                    ports.fleet(),
                    ports.billing(),
                    ports.trip())
            + traces());
  }

  /**
   * Writes the configurations of the example's callers that are no part of the topology: whoever
   * wants one runs {@code locum car-sharing scheduler | catalog} with it.
   */
  void writeCallers() throws IOException {
    for (String caller : List.of(World.SCHEDULER, World.CATALOG)) {
      state.writePrivate(
          caller + "/locum.yaml",
          """
          caller:
            issuer: %s
          %s
          %s
            services:
              fleet: {target: "localhost:%d", tls: {ca: ../tls/ca.pem}}
              trip: {target: "localhost:%d", tls: {ca: ../tls/ca.pem}}
          """
              .formatted(
                  issuer(), authServicePeer(), workload(caller), ports.fleet(), ports.trip()));
    }
  }

  private Path writeDownstream(Part part, int port) throws IOException {
    String name = part.id();
    return state.writePrivate(
        name + "/locum.yaml",
        """
        downstream:
          listen:
            address: 127.0.0.1:%d
            tls:
              certificate: ../tls/server.pem
              key: file:../tls/server-key.pem
          name: %s
          issuer: %s
        %s
        %s
        %s
        %s
          audit:
            spool: spool
        """
                .formatted(
                    port,
                    name,
                    issuer(),
                    authServicePeer(),
                    workload(name),
                    callers(part),
                    reachedAt(port) + (name.equals(World.BOUND) ? BOUND_ONLY : ""))
            + traces());
  }

  private static String reachedAt(int port) {
    return "  reachedAt: [\"https://localhost:%d\"]".formatted(port);
  }

  private String callers(Part service) {
    return switch (service) {
      case TRIP -> tripCallers();
      case FLEET -> FLEET_CALLERS;
      default -> CATALOG_CALLERS;
    };
  }

  /**
   * Each worker may act for its own tenant's users alone; the catalog may look up any trip; users
   * see their own, and the service asks the fleet as itself.
   */
  private String tripCallers() {
    return """
      accept: [on-behalf, service, user]
      services:
        fleet: {target: "localhost:%d", tls: {ca: ../tls/ca.pem}}
      callers:
        catalog: {roles: [scheduler]}
        scheduler: {roles: [scheduler]}
        alice-worker: {tenants: [alice], actions: [trip.record, trip.end, trip.cancel]}
        bob-worker: {tenants: [bob], actions: [trip.record, trip.end, trip.cancel]}\
    """
        .formatted(ports.fleet());
  }

  /**
   * The gateway as Temporal's own SDKs and tools are told of it, in the form of their environment
   * configuration: profile {@code worker} with a certificate, profile {@code client} with an API
   * key.
   */
  void writeClientProfiles(String apiKey) throws IOException {
    state.writePrivate(
        CLIENT_PROFILES,
        """
        [profile.worker]
        address = "localhost:%d"
        namespace = "%s"
        [profile.worker.tls]
        server_ca_cert_path = "%s"
        client_cert_path = "%s"
        client_key_path = "%s"

        [profile.client]
        address = "localhost:%d"
        namespace = "%s"
        api_key = "%s"
        [profile.client.tls]
        server_ca_cert_path = "%s"
        """
            .formatted(
                ports.gateway(),
                OwnNamespace.NAME,
                state.file("tls/ca.pem"),
                state.file("credentials/" + OwnNamespace.WORKER + ".pem"),
                state.file("credentials/" + OwnNamespace.WORKER + "-key.pem"),
                ports.gateway(),
                OwnNamespace.NAME,
                apiKey,
                state.file("tls/ca.pem")));
  }

  /** The profile by which {@code locum} commands find this topology. */
  String profile() {
    return """
    cli:
      issuer: %s
      ca: %s
      authService:
        target: localhost:%d
        tls: {ca: %s}
      trigger:
        target: localhost:%d
        tls: {ca: %s}
      gateway:
        target: localhost:%d
        tls: {ca: %s}
      administrator:
        id: operator
        privateKey: file:%s
    """
        .formatted(
            issuer(),
            state.file("tls/ca.pem"),
            ports.authGrpc(),
            state.file("tls/ca.pem"),
            ports.trigger(),
            state.file("tls/ca.pem"),
            ports.gateway(),
            state.file("tls/ca.pem"),
            state.file("auth-service/operator.jwk"));
  }

  /** Temporal as a workload reaches it: through the gateway, with its own certificate. */
  private String temporalOf(String workload) {
    return """
      temporal:
        target: localhost:%d
        tls: {ca: ../tls/ca.pem}
        clientCertificate:
          certificate: ../credentials/%s.pem
          key: file:../credentials/%s-key.pem\
    """
        .formatted(ports.gateway(), workload, workload);
  }

  private String authServicePeer() {
    return """
      authService:
        target: localhost:%d
        tls: {ca: ../tls/ca.pem}\
    """
        .formatted(ports.authGrpc());
  }

  private static String workload(String id) {
    return """
      workload:
        id: %s
        privateKey: file:../credentials/%s.jwk\
    """
        .formatted(id, id);
  }
}

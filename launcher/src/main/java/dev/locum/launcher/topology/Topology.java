package dev.locum.launcher.topology;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.TriggerSettings;
import dev.locum.token.Issuer;
import dev.locum.trigger.bootstrap.TriggerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The running topology: auth service, trigger and embedded Temporal in this process, the three
 * downstreams and the two tenants' workers in processes of their own. What it started it ends, in
 * the opposite order.
 */
public final class Topology implements AutoCloseable {

  private static final Duration CHILD_START = Duration.ofSeconds(60);

  /** What the log line says by which a child is ready. */
  private static final String READY = "ready";

  private final Plan plan;
  private final Configuration configuration;
  private final Secrets secrets;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Map<String, ChildProcess> children = new HashMap<>();

  /**
   * How to start.
   *
   * @param state where everything is kept
   * @param ports where the parts listen
   * @param accessTokenLife life of access tokens
   * @param java the command line that starts this application once more
   * @param clock the clock
   */
  public record Plan(
      StateDirectory state, Ports ports, Duration accessTokenLife, List<String> java, Clock clock) {

    /** Copies. */
    public Plan {
      java = List.copyOf(java);
    }
  }

  private Topology(Plan plan) {
    this.plan = plan;
    this.configuration = new Configuration(plan.state(), plan.ports(), plan.accessTokenLife());
    this.secrets = new Secrets(plan.state());
  }

  /**
   * Starts everything; it serves when this returns.
   *
   * @throws IOException if something cannot be started; what was started has ended then
   */
  public static Topology start(Plan plan) throws IOException, InterruptedException {
    Topology topology = new Topology(plan);
    try {
      topology.startAll();
      return topology;
    } catch (IOException | InterruptedException | RuntimeException e) {
      topology.close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    SettingsLoader loader = new SettingsLoader(Map.of());
    secrets.makeCertificates(plan.clock());
    secrets.makeKeyEncryptionKey();
    Map<String, String> keys = secrets.makeWorkloadKeys(workloads());
    running.push(EmbeddedTemporal.start(plan.ports().temporal()));
    running.push(
        AuthServiceProcess.start(
            loader.load(configuration.writeAuthService(), AuthServiceSettings.class),
            plan.clock()));
    putWorld(keys);
    List<ChildProcess> starting = new ArrayList<>();
    for (String downstream : List.of("fleet", "billing", "trip")) {
      starting.add(startDownstream(downstream));
    }
    for (String tenant : World.TENANTS) {
      starting.add(beginWorker(tenant));
    }
    running.push(
        TriggerProcess.start(
            loader.load(configuration.writeTrigger(), TriggerSettings.class), plan.clock()));
    for (ChildProcess child : starting) {
      child.awaitLine(READY, CHILD_START);
    }
  }

  private static List<String> workloads() {
    return List.of("trigger", "trip", "fleet", "billing", "alice-worker", "bob-worker");
  }

  /** Puts tenants, users and routes, once in the life of the store. */
  private void putWorld(Map<String, String> keys) throws IOException {
    Map<String, String> passwords = secrets.makePasswords();
    if (plan.state().has("world")) {
      return;
    }
    try (AuthorityClient operator = operator()) {
      new World(
              AdminServiceGrpc.newBlockingStub(operator.channel())
                  .withCallCredentials(operator.credentials()))
          .put(keys, passwords);
    }
    plan.state().writePrivate("world", "put\n");
  }

  private ChildProcess startDownstream(String name) throws IOException {
    int port =
        switch (name) {
          case "fleet" -> plan.ports().fleet();
          case "billing" -> plan.ports().billing();
          default -> plan.ports().trip();
        };
    return child(
        name,
        List.of(
            "car-sharing", name, "--config", configuration.writeDownstream(name, port).toString()));
  }

  private ChildProcess beginWorker(String tenant) throws IOException {
    String id = tenant + "-worker";
    Path config = configuration.writeWorker(id, id, "queue-" + tenant);
    return child(id, List.of("car-sharing", "worker", "--config", config.toString()));
  }

  /** Starts a tenant's worker, after it was ended; it polls when this returns. */
  public void startWorker(String tenant) throws IOException, InterruptedException {
    beginWorker(tenant).awaitLine(READY, CHILD_START);
  }

  /** Starts a worker that polls another queue than its own; nobody waits for it. */
  public ChildProcess startMisconfigured(String tenant, String queue) throws IOException {
    String id = tenant + "-worker";
    Path config = configuration.writeWorker(id + "-at-" + queue, id, queue);
    return child(
        id + "-at-" + queue, List.of("car-sharing", "worker", "--config", config.toString()));
  }

  /** Ends a worker or downstream. */
  public void stopChild(String name) {
    ChildProcess child = children.remove(name);
    if (child != null) {
      running.remove(child);
      child.close();
    }
  }

  private ChildProcess child(String name, List<String> arguments) throws IOException {
    stopChild(name);
    plan.state().directory("logs");
    Path log = plan.state().file("logs/" + name + ".log");
    Files.deleteIfExists(log);
    ChildProcess child = ChildProcess.start(name, plan.java(), arguments, log);
    children.put(name, child);
    running.push(child);
    return child;
  }

  /** Connects to the auth service as the operator. */
  public AuthorityClient operator() throws IOException {
    return connect("operator", "auth-service/operator.jwk");
  }

  /** Connects to the auth service as a workload of the example. */
  public AuthorityClient workload(String id) throws IOException {
    return connect(id, "credentials/" + id + ".jwk");
  }

  private AuthorityClient connect(String id, String file) throws IOException {
    return AuthorityClient.as(
        "localhost:" + plan.ports().authGrpc(),
        certificateAuthority(),
        issuer(),
        AuthorityClient.Identity.read(plan.state(), id, file),
        plan.clock());
  }

  public Issuer issuer() {
    return new Issuer(configuration.issuer());
  }

  /** The certificate authority of every server but Temporal. */
  public Path certificateAuthority() {
    return plan.state().file("tls/ca.pem");
  }

  public Ports ports() {
    return plan.ports();
  }

  public StateDirectory state() {
    return plan.state();
  }

  /** The profile by which {@code locum} commands find this topology. */
  public String profile() {
    return configuration.profile();
  }

  /** Ends everything, also what comes after a part that could not be ended. */
  @Override
  public void close() {
    IllegalStateException failure = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        failure =
            failure == null ? new IllegalStateException("a part could not be ended") : failure;
        failure.addSuppressed(e);
      }
    }
    children.clear();
    if (failure != null) {
      throw failure;
    }
  }
}

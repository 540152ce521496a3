package dev.locum.launcher.topology;

import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.token.Issuer;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The running topology. What it started it ends, in the opposite order; what runs in processes of
 * their own ends with this process, however that ends. For one thread.
 */
public final class Topology implements AutoCloseable {

  private static final Duration CHILD_START = Duration.ofSeconds(90);

  /** Says that the world was put; another name whenever there is more of it. */
  private static final String WORLD = "world-4";

  /** The API key of the client in alice's own namespace. */
  private static final String CLIENT_KEY = "credentials/" + OwnNamespace.CLIENT + ".apikey";

  /** What the log line says by which a child is ready. */
  private static final String READY = "ready";

  /** In processes of their own, which take longest: they come first, and ask nobody yet. */
  private static final List<Part> WORKERS = List.of(Part.ALICE_WORKER, Part.BOB_WORKER);

  /** What starts once the world is put, and the gateway serves. */
  private static final List<Part> BEHIND_THE_GATEWAY =
      List.of(Part.FLEET, Part.BILLING, Part.TRIP, Part.TRIGGER);

  private final Plan plan;
  private final Configuration configuration;
  private final Secrets secrets;
  private final PartStarter starter;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Map<Part, AutoCloseable> parts = new EnumMap<>(Part.class);

  /**
   * How to start.
   *
   * @param temporal which Temporal it stands before
   * @param state where everything is kept
   * @param ports where the parts listen
   * @param layout which parts share a process
   * @param accessTokenLife life of access tokens
   * @param java how this application is started once more
   * @param clock the clock
   */
  public record Plan(
      TemporalServer temporal,
      StateDirectory state,
      Ports ports,
      Layout layout,
      Duration accessTokenLife,
      ApplicationCommand java,
      Clock clock) {}

  private Topology(Plan plan) {
    this.plan = plan;
    this.configuration = new Configuration(plan);
    this.secrets = new Secrets(plan.state());
    this.starter = new PartStarter(configuration, plan);
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
    if (!isTemporalOurs()) {
      TemporalNamespaces.require(plan.temporal(), plan.ports());
    }
    secrets.makeCertificates(plan.clock());
    secrets.makeKeyEncryptionKey();
    secrets.makeSealKey();
    Map<String, String> keys = secrets.makeWorkloadKeys(World.workloads());
    plan.state().clear("logs");
    for (Part worker : WORKERS) {
      begin(worker);
    }
    if (isTemporalOurs()) {
      begin(Part.TEMPORAL);
    }
    start(Part.AUTH_SERVICE);
    putWorld(keys);
    configuration.writeClientProfiles(plan.state().read(CLIENT_KEY));
    configuration.writeCallers();
    begin(Part.GATEWAY);
    WORKERS.forEach(this::tell);
    for (Part part : BEHIND_THE_GATEWAY) {
      begin(part);
    }
    for (Part part : Part.values()) {
      awaitReady(part);
    }
  }

  /** Puts tenants, users and routes, once in the life of the store. */
  private void putWorld(Map<String, String> keys) throws IOException {
    Map<String, String> passwords = secrets.makePasswords();
    if (plan.state().has(WORLD)) {
      return;
    }
    try (AuthorityClient operator = operator()) {
      AdminServiceBlockingStub admin =
          AdminServiceGrpc.newBlockingStub(operator.channel())
              .withCallCredentials(operator.credentials());
      new World(admin).put(keys, secrets.thumbprints(), passwords);
      plan.state().writePrivate(CLIENT_KEY, new OwnNamespace(admin).issueClientKey());
    }
    plan.state().writePrivate(WORLD, "put\n");
  }

  /**
   * Starts a part, after it was ended; it serves when this returns.
   *
   * @throws IllegalStateException if it runs, or does not get ready
   */
  public void start(Part part) throws IOException, InterruptedException {
    begin(part);
    tell(part);
    awaitReady(part);
  }

  /** From here on a worker asks others, so it ends before them. */
  private void tell(Part part) {
    if (part.isWorker()) {
      ChildProcess worker = process(part);
      running.remove(worker);
      running.push(worker);
      worker.tell();
    }
  }

  private void begin(Part part) throws IOException {
    if (parts.containsKey(part)) {
      throw new IllegalStateException(part + ": runs (expected: ended before)");
    }
    boolean isApart = part.isWorker() || plan.layout() == Layout.APART;
    AutoCloseable started = isApart ? starter.apart(part) : starter.here(part);
    parts.put(part, started);
    running.push(started);
  }

  private void awaitReady(Part part) throws InterruptedException {
    if (parts.get(part) instanceof ChildProcess child) {
      child.awaitLine(READY, CHILD_START);
    }
  }

  /** Whether Temporal starts and ends with this topology. */
  public boolean isTemporalOurs() {
    return plan.temporal() instanceof TemporalServer.Embedded;
  }

  /** Where Temporal's frontend is. */
  public String temporalAddress() {
    return plan.temporal().address(plan.ports());
  }

  /** Opens a channel to Temporal itself, around every part of Locum. */
  public ManagedChannel openTemporal() throws IOException {
    return plan.temporal().open(plan.ports());
  }

  /** Starts a worker that polls another queue than its own; nobody waits for it. */
  public ChildProcess startMisconfigured(Part worker, String queue) throws IOException {
    ChildProcess child = starter.misconfigured(worker, queue);
    running.push(child);
    child.tell();
    return child;
  }

  /** Asks a part to end, and waits until it has. */
  public void stop(Part part) {
    AutoCloseable ended = parts.remove(part);
    if (ended == null) {
      return;
    }
    running.remove(ended);
    try {
      ended.close();
    } catch (Exception e) {
      throw new IllegalStateException(part + ": could not be ended", e);
    }
  }

  /**
   * Ends a part at once, as {@code kill -9} does.
   *
   * @throws IllegalStateException if it has no process of its own
   */
  public void kill(Part part) throws InterruptedException {
    ChildProcess child = process(part);
    parts.remove(part);
    running.remove(child);
    child.kill();
  }

  /** Whether a part was started and not ended by this topology; it may have ended by itself. */
  public boolean isRunning(Part part) {
    return parts.containsKey(part);
  }

  /**
   * The process of a part.
   *
   * @throws IllegalStateException if it has none of its own
   */
  public ChildProcess process(Part part) {
    if (parts.get(part) instanceof ChildProcess child) {
      return child;
    }
    throw new IllegalStateException(part + ": has no process of its own");
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

  /** The file by which Temporal's own SDKs and tools find the gateway, with a credential each. */
  public Path clientProfiles() {
    return plan.state().file(Configuration.CLIENT_PROFILES);
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
    parts.clear();
    if (failure != null) {
      throw failure;
    }
  }
}

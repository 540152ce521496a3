package dev.locum.worker;

import dev.locum.audit.AuditSink;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.Incubating;
import dev.locum.worker.activity.ActivityActions;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.identity.Registration;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.polling.Polling;
import dev.locum.worker.temporal.AcceptedCompletions;
import dev.locum.worker.trace.TraceHeader;
import dev.locum.worker.workflow.UnreachableActivities;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.client.WorkflowClient;
import io.temporal.common.SimplePlugin;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Locum for the Temporal Java SDK: registering it is the whole set-up of a worker (S2-21).
 * Workflows and activities stay as they are; what they may do is verified before they do it, and
 * activities find for whom they act in {@code LocumContext}.
 *
 * <pre>{@code
 * LocumPlugin locum =
 *     LocumPlugin.builder()
 *         .authService(AuthService.of(channel, issuer, credential))
 *         .auditSpool(Path.of("/var/lib/worker/audit"))
 *         .clock(Clock.systemUTC())
 *         .activity("ReserveVehicle", "fleet.reserve")
 *         .downstream(fleet)
 *         .build();
 * WorkerFactory factory =
 *     WorkerFactory.newInstance(client, WorkerFactoryOptions.newBuilder().setPlugins(locum).build());
 * factory.newWorker(queue).registerWorkflowImplementationTypes(TripSaga.class);
 * locum.start(factory);
 * }</pre>
 *
 * <p><b>Security guarantees</b>: no workflow, activity, local activity or child runs, and no signal
 * handler, update or query, unless the auth service has confirmed its delegation for this worker. A
 * worker that polls a queue which is not its own does not start, and one whose queue is given to
 * somebody else stops polling it. <b>Not guaranteed</b>: anything against the code of workflows and
 * activities themselves, which runs in the same process.
 *
 * <p>One plugin serves one worker factory. Register it last, so that its interceptors are
 * outermost. {@link #close} it when the factory has ended. Registered once with the service stubs
 * ({@code WorkflowServiceStubsOptions.setPlugins}), it is in the client and the factory made of
 * them too, and sees on the connection which workflows end; otherwise it asks Temporal about each
 * workflow at its end.
 */
public final class LocumPlugin extends SimplePlugin implements AutoCloseable {

  private static final String NAME = "dev.locum.worker";

  private final PluginParts parts;
  private final Map<String, Worker> workers = new ConcurrentHashMap<>();
  private volatile boolean starting;

  private LocumPlugin(PluginParts parts) {
    super(NAME);
    this.parts = parts;
  }

  /** An auth service, an audit sink and a clock are needed; there is no default for them. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Watches, on the connection that it is registered with, which workflows end, so that Temporal
   * need not be asked (see the class).
   */
  @Override
  public void configureServiceStubs(WorkflowServiceStubsOptions.Builder builder) {
    super.configureServiceStubs(builder);
    builder.addGrpcClientInterceptor(new AcceptedCompletions(parts.completions()::ended));
    parts.completions().watched();
  }

  @Override
  public void configureWorkerFactory(WorkerFactoryOptions.Builder builder) {
    super.configureWorkerFactory(builder);
    WorkerInterceptor @Nullable [] configured = builder.build().getWorkerInterceptors();
    List<WorkerInterceptor> interceptors =
        configured == null ? new ArrayList<>() : new ArrayList<>(Arrays.asList(configured));
    // The last is the outermost: nothing of others runs before the verification.
    interceptors.add(parts.interceptor());
    builder.setWorkerInterceptors(interceptors.toArray(new WorkerInterceptor[0]));
  }

  @Override
  public void initializeWorker(String taskQueue, Worker worker) {
    super.initializeWorker(taskQueue, worker);
    worker.registerActivitiesImplementations(new UnreachableActivities());
    workers.put(taskQueue, worker);
  }

  /**
   * Starts the workers of a factory that has this plugin, as {@link WorkerFactory#start} does, and
   * waits for Temporal, or the gateway before it, as long as it takes: the SDK asks for its
   * namespace before it asks any plugin, and fails when nobody answers. Interrupt the thread to
   * give up.
   *
   * @throws IllegalStateException as {@link #startWorkerFactory}
   */
  public void start(WorkerFactory factory) {
    Startup.factory(factory, () -> starting);
  }

  /**
   * Starts the workers, after the auth service has said that their queues are theirs (S3-14, S3-56)
   * and Temporal answers. While one of them cannot be reached this waits, says so in the log, and
   * nothing is polled; interrupt the thread to give up.
   *
   * @throws IllegalStateException if the auth service refuses, or the thread is interrupted;
   *     nothing is polled
   */
  @Override
  public void startWorkerFactory(WorkerFactory factory, Consumer<WorkerFactory> next) {
    starting = true;
    WorkflowClient client = factory.getWorkflowClient();
    String namespace = client.getOptions().getNamespace();
    WorkerIdentity self = Startup.identity(parts.authority());
    if (parts.layers().isOn(Layer.REGISTRATION)) {
      Registration.require(
          self,
          workers.keySet().stream()
              .map(queue -> new TaskQueueName(namespace, queue))
              .collect(Collectors.toSet()));
    }
    parts.self().become(self);
    workers.forEach((queue, worker) ->
        parts.polls().add(new TaskQueueName(namespace, queue), pollingOf(worker)));
    parts.lineages().ask(client.getWorkflowServiceStubs());
    parts.completions().ask(client.getWorkflowServiceStubs());
    Startup.temporal(client.getWorkflowServiceStubs());
    super.startWorkerFactory(factory, next);
  }

  private static Polling pollingOf(Worker worker) {
    return new Polling() {
      @Override
      public void suspend() {
        worker.suspendPolling();
      }

      @Override
      public void resume() {
        worker.resumePolling();
      }
    };
  }

  /** Closes the connections to downstreams, and the audit spool after sending what it can. */
  @Override
  public void close() {
    parts.close();
  }

  /** Collects the plugin's configuration; {@link #build} refuses when something is missing. */
  public static final class Builder {

    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final Map<String, ActionSet> children = new LinkedHashMap<>();
    private final List<Downstream> downstreams = new ArrayList<>();
    private @Nullable AuthService authService;
    private @Nullable AuditTarget audit;
    private @Nullable Clock clock;
    private @Nullable OpenTelemetry openTelemetry;
    private Layers layers = Layers.all();

    private Builder() {}

    /** The auth service that this worker asks. */
    public Builder authService(AuthService authService) {
      this.authService = authService;
      return this;
    }

    /**
     * Keeps the worker's audit events in this directory until the auth service has them, and sends
     * them. The directory is the worker's alone and survives its restarts.
     *
     * @throws IllegalStateException if another place is set already
     */
    public Builder auditSpool(Path directory) {
      return audit(new AuditTarget.Spool(directory));
    }

    /**
     * Hands the worker's audit events to a sink of the caller's, instead of a spool.
     *
     * @throws IllegalStateException if another place is set already
     */
    public Builder auditSink(AuditSink sink) {
      return audit(new AuditTarget.Given(sink));
    }

    private Builder audit(AuditTarget target) {
      if (audit != null) {
        throw new IllegalStateException("audit: set twice (expected: one spool or one sink)");
      }
      audit = target;
      return this;
    }

    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Declares that activities of a type take an action: each attempt is asked about. A type that
     * declares none runs only while the delegation is fully active.
     *
     * @throws IllegalArgumentException if the type has an action already
     */
    public Builder activity(String activityType, String action) {
      if (actions.putIfAbsent(activityType, new Action(action)) != null) {
        throw new IllegalArgumentException(
            "activity type " + activityType + ": twice (expected: once)");
      }
      return this;
    }

    /**
     * Declares that children of a workflow type get a delegation of their own, for these actions
     * alone, where their parent's does not reach: on a queue that it does not name, of another pool
     * of the tenant that the route names; and below a child that has one of its own. A delegation
     * names all queues that its route named when the work was started: a child on one of them
     * inherits, and may do what its parent may. A type that is not declared always inherits, and
     * does not start where that does not reach. Declare a type before workflows start children of
     * it, as any other change of what they do.
     *
     * @param actions at least one
     * @throws IllegalArgumentException if there is none, or the type is declared already
     */
    public Builder child(String workflowType, String... actions) {
      if (actions.length == 0) {
        throw new IllegalArgumentException(
            "child type " + workflowType + ": no action (expected: at least one)");
      }
      if (children.putIfAbsent(workflowType, ActionSet.ofNames(actions)) != null) {
        throw new IllegalArgumentException(
            "child type " + workflowType + ": twice (expected: once)");
      }
      return this;
    }

    /** A service that activities may call by its name. */
    public Builder downstream(Downstream downstream) {
      downstreams.add(downstream);
      return this;
    }

    /**
     * Gets spans of workflows, activities and what they call, joined with the traces of those who
     * started the work by the header {@value TraceHeader#NAME}. Not set: there are none, and a
     * tracing interceptor of Temporal's own may be used instead. Nothing global is used.
     */
    @Incubating
    public Builder openTelemetry(OpenTelemetry openTelemetry) {
      this.openTelemetry = openTelemetry;
      return this;
    }

    /** For tests of single layers; not public on purpose. */
    Builder layers(Layers layers) {
      this.layers = layers;
      return this;
    }

    /**
     * Builds; nothing is connected yet.
     *
     * @throws IllegalStateException if something is missing or two downstreams have one name
     */
    public LocumPlugin build() {
      return new LocumPlugin(
          new PluginParts(
              present("auth service", authService),
              new PluginParts.Calls(new ActivityActions(actions), children, downstreams),
              new PluginParts.Watching(present("audit spool", audit), openTelemetry),
              present("clock", clock),
              layers));
    }

    private static <T> T present(String what, @Nullable T value) {
      if (value == null) {
        throw new IllegalStateException(what + ": not set (expected: set)");
      }
      return value;
    }
  }
}

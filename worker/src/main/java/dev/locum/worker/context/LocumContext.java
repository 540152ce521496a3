package dev.locum.worker.context;

import io.grpc.Channel;
import io.grpc.Context;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * For whom an activity acts, and its clients. The plugin has verified the delegation before the
 * activity runs; the clients authenticate by themselves, so an activity never sees a token.
 *
 * <pre>{@code
 * LocumContext context = LocumContext.current();
 * String user = context.principal().userId();
 * FleetGrpc.newBlockingStub(context.grpc("fleet")).reserveVehicle(request);
 * }</pre>
 *
 * <p>It belongs to the thread that runs the activity. In another thread wrap the work with {@link
 * Context#wrap(Runnable)} of {@code io.grpc.Context.current()}, or hand the context over.
 * Thread-safe.
 */
public final class LocumContext {

  private static final Context.Key<LocumContext> KEY = Context.key("locum-context");

  private final Principal principal;
  private final String delegationId;
  private final Set<String> actions;
  private final Clients clients;

  private LocumContext(
      Principal principal, String delegationId, Set<String> actions, Clients clients) {
    this.principal = principal;
    this.delegationId = delegationId;
    this.actions = Set.copyOf(actions);
    this.clients = clients;
  }

  /**
   * A context. The plugin and tests make contexts; an activity asks for {@link #current}.
   *
   * @param clients the clients that it hands out
   */
  public static LocumContext of(
      Principal principal, String delegationId, Set<String> actions, Clients clients) {
    return new LocumContext(principal, delegationId, actions, clients);
  }

  /**
   * The context of the activity that this thread runs.
   *
   * @throws IllegalStateException if there is none: outside an activity, without the plugin, or in
   *     a thread of the activity's own
   */
  public static LocumContext current() {
    @Nullable LocumContext context = KEY.get();
    if (context == null) {
      throw new IllegalStateException(
          "no LocumContext in this thread (expected: inside an activity of a worker with the Locum"
              + " plugin, or inside LocumTestContext in a unit test)");
    }
    return context;
  }

  /** Runs something with this context as the current one. */
  public <T> T call(Callable<T> body) throws Exception {
    return Context.current().withValue(KEY, this).call(body);
  }

  /** For whom. */
  public Principal principal() {
    return principal;
  }

  /** The delegation under which the activity runs; no secret, for logs. */
  public String delegationId() {
    return delegationId;
  }

  /** What the user allowed; empty when only compensations are allowed any more. */
  public Set<String> actions() {
    return actions;
  }

  /**
   * A channel to a downstream of the plugin's configuration. Each call is authorized by its own
   * action and carries what the downstream's mode asks for. A refusal is a {@code
   * StatusRuntimeException}; left uncaught it fails the activity for good.
   *
   * @throws IllegalArgumentException if there is no gRPC downstream of that name
   */
  public Channel grpc(String downstream) {
    return clients.grpc(downstream);
  }

  /**
   * An HTTP client for a downstream of the plugin's configuration.
   *
   * @throws IllegalArgumentException if there is no HTTP downstream of that name
   */
  public DownstreamHttp http(String downstream) {
    return clients.http(downstream);
  }

  @Override
  public String toString() {
    return "LocumContext[" + principal + ", " + delegationId + "]";
  }

  /** Clients that authenticate by themselves. */
  public interface Clients {

    /**
     * A channel to a gRPC downstream.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    Channel grpc(String downstream);

    /**
     * A client of an HTTP downstream.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    DownstreamHttp http(String downstream);
  }
}

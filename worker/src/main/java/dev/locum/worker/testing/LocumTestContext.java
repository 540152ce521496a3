package dev.locum.worker.testing;

import dev.locum.worker.context.DownstreamHttp;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.context.Principal;
import io.grpc.Channel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A mock context for unit tests of activities (S2-20): no worker, no auth service, no Temporal.
 *
 * <pre>{@code
 * String answer =
 *     LocumTestContext.of("ada", "alice")
 *         .grpc("fleet", inProcessChannel)
 *         .call(() -> new FleetActivities().reserve("car-1"));
 * }</pre>
 *
 * <p>It verifies nothing and puts nothing on calls. A downstream that the test did not give does
 * not exist.
 */
public final class LocumTestContext {

  private final Principal principal;
  private final Set<String> actions = new LinkedHashSet<>();
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final Map<String, DownstreamHttp> https = new LinkedHashMap<>();

  private LocumTestContext(Principal principal) {
    this.principal = principal;
  }

  /** A context of this user in this tenant, with no action and no downstream. */
  public static LocumTestContext of(String userId, String tenantId) {
    return new LocumTestContext(new Principal(userId, tenantId));
  }

  /** What the user is said to have allowed. */
  public LocumTestContext actions(String... names) {
    actions.addAll(List.of(names));
    return this;
  }

  /** Answers calls to a gRPC downstream; an in-process channel does. */
  public LocumTestContext grpc(String downstream, Channel channel) {
    channels.put(downstream, channel);
    return this;
  }

  /** Answers calls to an HTTP downstream. */
  public LocumTestContext http(String downstream, DownstreamHttp client) {
    https.put(downstream, client);
    return this;
  }

  /** Runs an activity inside this context. */
  public <T> T call(Callable<T> activity) throws Exception {
    return LocumContext.of(principal, "test-delegation", actions, new Given()).call(activity);
  }

  /** Runs an activity without a result inside this context. */
  public void run(Runnable activity) {
    try {
      call(() -> {
        activity.run();
        return "";
      });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a Runnable threw a checked exception", e);
    }
  }

  /** The clients that the test gave. */
  private final class Given implements LocumContext.Clients {

    @Override
    public Channel grpc(String downstream) {
      return given(downstream, channels.get(downstream));
    }

    @Override
    public DownstreamHttp http(String downstream) {
      return given(downstream, https.get(downstream));
    }

    private <T> T given(String downstream, @Nullable T client) {
      if (client == null) {
        throw new IllegalArgumentException(
            "downstream: " + downstream + " (expected: one that the test gave)");
      }
      return client;
    }
  }
}

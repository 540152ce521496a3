package dev.locum.grpcauthz.server;

import io.grpc.BindableService;
import io.grpc.ForwardingServerBuilder;
import io.grpc.HandlerRegistry;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that is secured and not started yet. Limits, executors and the like can still be set;
 * what would run before authorization or be served without a contract cannot be added any more.
 *
 * <p><b>Security guarantees</b>: services and interceptors are put into the server when it is
 * built, last, so that authorization runs before every interceptor that the server was given
 * before, in whatever order; a builder that was kept and built by itself serves none of the
 * services. <b>Not guaranteed</b>: stream tracers and a {@code callExecutor} are no interceptors,
 * and see the headers as they came.
 */
public final class SecuredServer extends ForwardingServerBuilder<SecuredServer> {

  private final ServerBuilder<?> server;
  private final List<ServerServiceDefinition> services;
  private final List<ServerInterceptor> outermostFirst;
  private boolean built;

  SecuredServer(
      ServerBuilder<?> server,
      List<ServerServiceDefinition> services,
      List<ServerInterceptor> outermostFirst) {
    this.server = server;
    this.services = services;
    this.outermostFirst = outermostFirst;
  }

  /**
   * Refused: it would run before the error boundary, see the credentials and miss the caller.
   *
   * @throws IllegalStateException always
   */
  @Override
  public SecuredServer intercept(ServerInterceptor interceptor) {
    throw new IllegalStateException(
        "interceptor after secure(): "
            + interceptor.getClass().getName()
            + " would run before authorization (expected: added before secure(), or"
            + " GrpcAuthorization.Builder.inner)");
  }

  /**
   * Refused: its contract is not known.
   *
   * @throws IllegalStateException always
   */
  @Override
  public SecuredServer addService(ServerServiceDefinition service) {
    throw late(service.getServiceDescriptor().getName());
  }

  /**
   * Refused: its contract is not known.
   *
   * @throws IllegalStateException always
   */
  @Override
  public SecuredServer addService(BindableService service) {
    throw late(service.bindService().getServiceDescriptor().getName());
  }

  /**
   * Refused: their contracts are not known.
   *
   * @throws IllegalStateException always
   */
  @Override
  public SecuredServer fallbackHandlerRegistry(@Nullable HandlerRegistry registry) {
    throw late("fallback registry");
  }

  /**
   * Builds the server.
   *
   * @throws IllegalStateException if it was built before
   */
  @Override
  public Server build() {
    if (built) {
      throw new IllegalStateException("server: built twice (expected: once)");
    }
    built = true;
    services.forEach(server::addService);
    // The last interceptor that is added runs first.
    for (int i = outermostFirst.size() - 1; i >= 0; i--) {
      server.intercept(outermostFirst.get(i));
    }
    return server.build();
  }

  @Override
  protected ServerBuilder<?> delegate() {
    return server;
  }

  private static IllegalStateException late(String what) {
    return new IllegalStateException(what + ": added after secure() (expected: given to secure())");
  }
}

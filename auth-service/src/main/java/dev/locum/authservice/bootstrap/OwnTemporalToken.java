package dev.locum.authservice.bootstrap;

import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.token.IssuedToken;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shows Temporal a token of the auth service's own, kept until a minute before its end.
 * Thread-safe.
 */
final class OwnTemporalToken implements ClientInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Longer than a call takes, and than clocks differ. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final ServiceTokenDesk desk;
  private final Clock clock;
  private @Nullable IssuedToken held;

  OwnTemporalToken(ServiceTokenDesk desk, Clock clock) {
    this.desk = desk;
    this.clock = clock;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        headers.put(AUTHORIZATION, "Bearer " + token().token().reveal());
        super.start(listener, headers);
      }
    };
  }

  private synchronized IssuedToken token() {
    IssuedToken token = held;
    if (token == null || !clock.instant().isBefore(token.life().expiresAt().minus(MARGIN))) {
      token = desk.issueOwn();
      held = token;
    }
    return token;
  }
}

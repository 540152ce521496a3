package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@link TokenIntrospection} by {@code TokenService.IntrospectToken} of the auth service. */
public final class OnlineIntrospection implements TokenIntrospection {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final TokenServiceBlockingStub authService;

  /**
   * Asks over this channel.
   *
   * @param credentials the service's own, for the audience of the auth service
   */
  public OnlineIntrospection(Channel authService, CallCredentials credentials) {
    this.authService =
        TokenServiceGrpc.newBlockingStub(authService).withCallCredentials(credentials);
  }

  @Override
  public ActionSet introspect(RawToken token, String correlationId) {
    IntrospectTokenResponse answer;
    try {
      answer =
          authService
              .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
              .introspectToken(
                  IntrospectTokenRequest.newBuilder()
                      .setToken(token.reveal())
                      .setCorrelationId(correlationId)
                      .build());
    } catch (StatusRuntimeException e) {
      throw unavailable("introspection: " + Refusals.reasonOf(e));
    }
    if (!answer.getActive()) {
      throw new DenialException(DenialReason.TOKEN_REVOKED, "introspection: not active");
    }
    try {
      return ActionSet.ofNames(answer.getScopeList());
    } catch (IllegalArgumentException e) {
      throw unavailable("introspection: scope of another form");
    }
  }

  /**
   * Our own credential refused is our fault, not the caller's: nothing was decided about the
   * caller.
   */
  private static DenialException unavailable(String detail) {
    return new DenialException(DenialReason.AUTHORITY_UNAVAILABLE, detail);
  }
}

package dev.locum.gateway.authority;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadResponse;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.CheckDelegationResponse;
import dev.locum.protocol.auth.v1.DescribeGrantsRequest;
import dev.locum.protocol.auth.v1.DescribeGrantsResponse;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc.GatewayServiceFutureStub;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls the auth service, each call within a deadline, without blocking and without keeping
 * anything. Thread-safe. Every future fails with a {@link DenialException} only: the refusal of the
 * auth service, or {@code AUTHORITY_UNAVAILABLE}.
 */
public final class Authority {

  private final GatewayServiceFutureStub stub;
  private final Duration timeout;

  /**
   * A client.
   *
   * @param credentials prove the gateway's own identity
   * @param timeout bounds each call
   */
  public Authority(Channel channel, CallCredentials credentials, Duration timeout) {
    this.stub =
        GatewayServiceGrpc.newFutureStub(channel)
            .withCallCredentials(credentials)
            .withExecutor(MoreExecutors.directExecutor());
    this.timeout = timeout;
  }

  CompletableFuture<AuthenticateWorkloadResponse> authenticate(
      AuthenticateWorkloadRequest request) {
    return asked(timed -> timed.authenticateWorkload(request));
  }

  CompletableFuture<CheckDelegationResponse> check(CheckDelegationRequest request) {
    return asked(timed -> timed.checkDelegation(request));
  }

  CompletableFuture<DescribeGrantsResponse> describe(DescribeGrantsRequest request) {
    return asked(timed -> timed.describeGrants(request));
  }

  /** Asked for everybody who waits, so that it does not end with the call that came first. */
  private <T> CompletableFuture<T> asked(
      Function<GatewayServiceFutureStub, ListenableFuture<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Context.ROOT.run(() ->
        Futures.addCallback(
            call.apply(stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)),
            new FutureCallback<T>() {
              @Override
              public void onSuccess(T result) {
                answer.complete(result);
              }

              @Override
              public void onFailure(Throwable failure) {
                answer.completeExceptionally(denialOf(failure));
              }
            },
            MoreExecutors.directExecutor()));
    return answer;
  }

  /** Why a question got no usable answer: what failed, or an answer that made no sense. */
  static Rejection rejectionOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof DenialException denial
        ? denial.rejection()
        : Rejection.of(DenialReason.AUTHORITY_UNAVAILABLE, "an answer that cannot be understood");
  }

  /** What the gateway's own credential lacks is a fault of the installation, not of the caller. */
  private static DenialException denialOf(Throwable failure) {
    DenialReason reason = Refusals.reasonOf(failure);
    DenialReason shown =
        switch (reason.publicReason()) {
          case CALLER_NOT_ALLOWED, NO_CREDENTIAL, METHOD_NOT_ALLOWED, SERVER_FAULT ->
              DenialReason.AUTHORITY_UNAVAILABLE;
          default -> reason;
        };
    return new DenialException(shown, "auth service: " + reason.code());
  }
}

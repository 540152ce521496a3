package dev.locum.grpcauthz.client;

import com.google.protobuf.Timestamp;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.denial.DenialReason;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An auth service that issues numbered tokens, or refuses, or waits. */
final class FakeTokenService extends TokenServiceGrpc.TokenServiceImplBase {

  private final Clock clock;
  private final Duration life;
  final List<IssueServiceTokenRequest> requests = new CopyOnWriteArrayList<>();
  volatile @Nullable DenialReason refuse;
  volatile @Nullable CountDownLatch gate;

  FakeTokenService(Clock clock, Duration life) {
    this.clock = clock;
    this.life = life;
  }

  @Override
  public void issueServiceToken(
      IssueServiceTokenRequest request, StreamObserver<IssueServiceTokenResponse> answer) {
    requests.add(request);
    await();
    DenialReason reason = refuse;
    if (reason != null) {
      answer.onError(Refusals.toStatus(reason, ""));
      return;
    }
    Instant expiresAt = clock.instant().plus(life);
    answer.onNext(
        IssueServiceTokenResponse.newBuilder()
            .setServiceToken("token-" + requests.size())
            .setExpiresAt(Timestamp.newBuilder().setSeconds(expiresAt.getEpochSecond()))
            .build());
    answer.onCompleted();
  }

  private void await() {
    CountDownLatch latch = gate;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

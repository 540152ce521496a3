package dev.locum.benchmarks.rate;

import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AppendEventsResponse;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.auth.v1.CloseDelegationsRequest;
import dev.locum.protocol.auth.v1.CloseDelegationsResponse;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.protocol.auth.v1.TaskQueueRef;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.protocol.auth.v1.VerifyDelegationResponse;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.token.RawToken;
import dev.locum.worker.header.UnverifiedDelegation;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An auth service over gRPC that agrees at once; its answers may be used for 5 seconds. It stands
 * for one whose work is done elsewhere, so that the worker's own cost is seen.
 */
final class AgreeingAuthService implements AutoCloseable {

  /** Workers gather for a tenth of a second. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final RateSite site;
  private final AtomicLong verifications = new AtomicLong();
  private volatile long heardAtNanos = System.nanoTime();
  private final Server server;
  private final ManagedChannel channel;

  private AgreeingAuthService(RateSite site) throws IOException {
    this.site = site;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            // Nothing here waits: a thread of its own would only cost a switch.
            .directExecutor()
            .addService(new Tokens())
            .addService(new Delegations())
            .addService(new Audit())
            .build()
            .start();
    this.channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, server.getPort()))
            .usePlaintext()
            .build();
  }

  static AgreeingAuthService start(RateSite site) throws IOException {
    return new AgreeingAuthService(site);
  }

  ManagedChannel channel() {
    return channel;
  }

  /** How often it was asked about a delegation. */
  long verifications() {
    return verifications.get();
  }

  /**
   * Waits until nothing has come for a while: what a worker gathers before it sends it, events and
   * ends, belongs to the work that it did before.
   */
  void awaitQuiet() {
    for (long left = left(); left > 0; left = left()) {
      LockSupport.parkNanos(left);
    }
  }

  private long left() {
    return heardAtNanos + QUIET_NANOS - System.nanoTime();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private <T> void answer(StreamObserver<T> observer, T value) {
    heardAtNanos = System.nanoTime();
    observer.onNext(value);
    observer.onCompleted();
  }

  private final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {

    @Override
    public void issueServiceToken(
        IssueServiceTokenRequest request, StreamObserver<IssueServiceTokenResponse> observer) {
      answer(observer, site.serviceToken(request.getAudience()));
    }

    @Override
    public void getKeySet(GetKeySetRequest request, StreamObserver<GetKeySetResponse> observer) {
      answer(
          observer,
          GetKeySetResponse.newBuilder()
              .setJwks(site.jwks())
              .setIssuer(site.issuer().value())
              .build());
    }

    @Override
    public void describeSelf(
        DescribeSelfRequest request, StreamObserver<DescribeSelfResponse> observer) {
      answer(
          observer,
          DescribeSelfResponse.newBuilder()
              .setWorkloadId(RateSite.WORKER)
              .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
              .setTenant(RateSite.TENANT)
              .addTaskQueues(
                  TaskQueueRef.newBuilder()
                      .setNamespace(RateSite.NAMESPACE)
                      .setTaskQueue(RateSite.QUEUE))
              .build());
    }
  }

  private final class Delegations extends DelegationServiceGrpc.DelegationServiceImplBase {

    @Override
    public void verifyDelegation(
        VerifyDelegationRequest request, StreamObserver<VerifyDelegationResponse> observer) {
      verifications.incrementAndGet();
      UnverifiedDelegation delegation =
          UnverifiedDelegation.parse(RawToken.of(request.getDelegationToken()));
      answer(
          observer,
          VerifyDelegationResponse.newBuilder()
              .setDelegationId(delegation.delegation())
              .setSubject(delegation.user())
              .setTenant(delegation.tenant())
              .addAllActions(RateSite.ACTIONS)
              .setValidFor(com.google.protobuf.Duration.newBuilder().setSeconds(5))
              .build());
    }

    @Override
    public void closeDelegations(
        CloseDelegationsRequest request, StreamObserver<CloseDelegationsResponse> observer) {
      answer(observer, CloseDelegationsResponse.getDefaultInstance());
    }
  }

  private final class Audit extends AuditServiceGrpc.AuditServiceImplBase {

    @Override
    public void appendEvents(
        AppendEventsRequest request, StreamObserver<AppendEventsResponse> observer) {
      answer(observer, AppendEventsResponse.getDefaultInstance());
    }
  }
}

package dev.locum.cli;

import com.google.protobuf.Message;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.holder.ShownHolder;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.rpc.ProofNonceTrailer;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.CancelWorkResponse;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.GetWorkResponse;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import dev.locum.protocol.trigger.v1.QueryWorkResponse;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkResponse;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.WatchWorkRequest;
import dev.locum.protocol.trigger.v1.WatchWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkFailure;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.testkit.auth.rpc.FakeMethods;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.KeyedNonces;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A trigger without Temporal: real tokens are verified, work stays as a test puts it. */
final class FakeTrigger implements AutoCloseable {

  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final TestIssuer issuer;
  private final Clock clock;
  private final Server server;
  private volatile TokenHolders holders = TokenHolders.byCertificateAlone();
  private final Map<String, Work> work = new LinkedHashMap<>();
  private final Map<String, StartWorkResponse> byKey = new LinkedHashMap<>();
  private final Map<String, Data> results = new LinkedHashMap<>();
  private final List<Message> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
  private final List<String> traces = Collections.synchronizedList(new ArrayList<>());
  private Optional<DenialReason> refusal = Optional.empty();

  private FakeTrigger(TestIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
    try {
      this.server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(
                  FakeMethods.service(TriggerServiceGrpc.getServiceDescriptor(), this::answer))
              .intercept(new ProofNonceTrailer(() -> holders.nextNonce()))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.holders = holders(false);
  }

  static FakeTrigger start(TestIssuer issuer, Clock clock) {
    return new FakeTrigger(issuer, clock);
  }

  /** From now on proofs need a nonce. */
  void askForNonces() {
    holders = holders(true);
  }

  private TokenHolders holders(boolean asking) {
    TokenHolders.Builder builder = TokenHolders.builder(clock).reachedAt("http://" + address());
    return (asking ? builder.nonces(new KeyedNonces(new byte[32], clock)) : builder).build();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Every call is refused for this reason. */
  void refuse(DenialReason reason) {
    refusal = Optional.of(reason);
  }

  /** Work ends like this. */
  synchronized void end(String workflowId, WorkStatus status, String resultJson) {
    change(workflowId, one -> one.toBuilder().setStatus(status).build());
    results.put(workflowId, Data.newBuilder().setJson(resultJson).build());
  }

  synchronized void change(String workflowId, UnaryOperator<Work> how) {
    work.computeIfPresent(workflowId, (id, one) -> how.apply(one));
  }

  /** The requests that came, oldest first. */
  List<Message> requests() {
    return List.copyOf(requests);
  }

  /** The {@code authorization} headers that came. */
  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** The {@code traceparent} headers that came; empty for a call without. */
  List<String> traces() {
    return List.copyOf(traces);
  }

  private synchronized Message answer(
      MethodDescriptor<?, ?> method, Message request, Metadata headers) {
    String authorization = String.valueOf(headers.get(AUTHORIZATION));
    authorizations.add(authorization);
    traces.add(Optional.ofNullable(headers.get(TRACEPARENT)).orElse(""));
    boolean asDpop = authorization.startsWith("DPoP ");
    if (!asDpop && !authorization.startsWith("Bearer ")) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "");
    }
    RawToken token = RawToken.of(authorization.substring(authorization.indexOf(' ') + 1));
    ShownHolder shown =
        new ShownHolder(
            asDpop,
            Optional.ofNullable(headers.get(CallHeaders.DPOP)).map(DpopProof::of),
            "POST",
            "/" + method.getFullMethodName(),
            List.of());
    String subject =
        holders
            .confirm(
                issuer.verifier().unconfirmedAccessToken(token, TestIssuer.TRIGGER).orElseThrow(),
                token,
                TokenHolders.Place.AUTHORIZATION,
                shown)
            .orElseThrow()
            .claims()
            .subject()
            .value();
    requests.add(request);
    if (refusal.isPresent()) {
      throw new DenialException(refusal.get(), "as the test says");
    }
    return switch (request) {
      case StartWorkRequest start -> start(start, subject);
      case GetWorkRequest get ->
          GetWorkResponse.newBuilder().setWork(known(get.getWorkflowId())).build();
      case WatchWorkRequest watch ->
          WatchWorkResponse.newBuilder().setWork(known(watch.getWorkflowId())).build();
      case ListWorkRequest list -> list(list);
      case SignalWorkRequest signal -> {
        known(signal.getWorkflowId());
        yield SignalWorkResponse.getDefaultInstance();
      }
      case QueryWorkRequest query -> {
        known(query.getWorkflowId());
        yield QueryWorkResponse.newBuilder()
            .setResult(Data.newBuilder().setJson("{\"step\":3}"))
            .build();
      }
      case CancelWorkRequest cancel -> {
        known(cancel.getWorkflowId());
        end(cancel.getWorkflowId(), WorkStatus.WORK_STATUS_CANCELLED, "null");
        yield CancelWorkResponse.getDefaultInstance();
      }
      case GetResultRequest result -> result(known(result.getWorkflowId()));
      default -> throw new DenialException(DenialReason.METHOD_NOT_ALLOWED, "");
    };
  }

  private StartWorkResponse start(StartWorkRequest request, String subject) {
    StartWorkResponse before = byKey.get(request.getIdempotencyKey());
    if (before != null) {
      return before.toBuilder().setRepeated(true).build();
    }
    int number = work.size() + 1;
    String id = "alice-" + request.getRoute() + "-" + number;
    work.put(
        id,
        Work.newBuilder()
            .setWorkflowId(id)
            .setRunId("run-" + number)
            .setRoute(request.getRoute())
            .setWorkflowType("TripWorkflow")
            .setRequestedBy(subject)
            .setStatus(WorkStatus.WORK_STATUS_RUNNING)
            .setDelegationId("delegation-" + number)
            .setDelegationState("ACTIVE")
            .build());
    StartWorkResponse started =
        StartWorkResponse.newBuilder()
            .setWorkflowId(id)
            .setRunId("run-" + number)
            .setDelegationId("delegation-" + number)
            .build();
    byKey.put(request.getIdempotencyKey(), started);
    return started;
  }

  private ListWorkResponse list(ListWorkRequest request) {
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    List<Work> all = new ArrayList<>(work.values());
    int to = Math.min(all.size(), from + Math.min(2, request.getPageSize()));
    return ListWorkResponse.newBuilder()
        .addAllWork(all.subList(from, to))
        .setNextPageToken(to < all.size() ? String.valueOf(to) : "")
        .build();
  }

  private GetResultResponse result(Work one) {
    GetResultResponse.Builder result = GetResultResponse.newBuilder().setWork(one);
    if (one.getStatus() == WorkStatus.WORK_STATUS_COMPLETED) {
      result.setResult(results.getOrDefault(one.getWorkflowId(), Data.getDefaultInstance()));
    } else if (one.getStatus() == WorkStatus.WORK_STATUS_FAILED) {
      result.setFailure(
          WorkFailure.newBuilder()
              .setType("locum.DELEGATION_REJECTED")
              .setMessage("The delegation \u001b[31mdoes not allow this.")
              .setRefusalCode("DELEGATION_REJECTED"));
    }
    return result.build();
  }

  private Work known(String workflowId) {
    Work known = work.get(workflowId);
    if (known == null) {
      throw new DenialException(DenialReason.WORK_NOT_FOUND, workflowId);
    }
    return known;
  }

  @Override
  public void close() {
    try {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.locum.testkit.auth;

import com.google.protobuf.Message;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.auth.rpc.FakeMethods;
import dev.locum.testkit.token.DelegationTokenDraft;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An auth service for tests, on loopback and without TLS. It keeps its state and its port while it
 * is down.
 *
 * <pre>{@code
 * try (FakeAuthService auth = FakeAuthService.start(TestIssuer.at(clock))) {
 *   String token = auth.adopt(auth.issuer().delegationToken());
 *   auth.refuse(DelegationServiceGrpc.getVerifyDelegationMethod(), DenialReason.DELEGATION_REVOKED);
 *   ...
 *   assertThat(auth.requests(DelegationServiceGrpc.getVerifyDelegationMethod())).hasSize(1);
 * }
 * }</pre>
 */
public final class FakeAuthService implements AutoCloseable {

  private final TestIssuer issuer;
  private final FakeDelegations delegations;
  private final FakeTrail trail = new FakeTrail();
  private final FakeAnswers byItself;
  private final List<FakeCall> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Function<Message, Message>> programmed = new ConcurrentHashMap<>();
  private final int port;
  private Server server;

  private FakeAuthService(TestIssuer issuer, FakeWorld world) {
    this.issuer = issuer;
    FakeTokens tokens = new FakeTokens(issuer, world);
    this.delegations = new FakeDelegations(issuer, world, tokens);
    this.byItself =
        new FakeAnswers(tokens, delegations, new FakeGatewayAnswers(world, tokens), trail);
    this.server = listen(0);
    this.port = server.getPort();
  }

  /** Starts one in the world of the demo. */
  public static FakeAuthService start(TestIssuer issuer) {
    return start(issuer, FakeWorld.demo());
  }

  /** Starts one in another world. */
  public static FakeAuthService start(TestIssuer issuer, FakeWorld world) {
    return new FakeAuthService(issuer, world);
  }

  private Server listen(int wanted) {
    FakeMethods.Answers answers = this::answer;
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
          .addService(FakeMethods.service(TokenServiceGrpc.getServiceDescriptor(), answers))
          .addService(FakeMethods.service(DelegationServiceGrpc.getServiceDescriptor(), answers))
          .addService(FakeMethods.service(GatewayServiceGrpc.getServiceDescriptor(), answers))
          .addService(FakeMethods.service(AuditServiceGrpc.getServiceDescriptor(), answers))
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("the fake auth service cannot listen", e);
    }
  }

  /** Where it listens: {@code 127.0.0.1} and a port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public TestIssuer issuer() {
    return issuer;
  }

  /** Makes a delegation out of a drafted token, and answers the token; without compensations. */
  public String adopt(DelegationTokenDraft draft) {
    return adopt(draft, Map.of());
  }

  /**
   * Makes a delegation out of a drafted token; {@code undoes} maps each compensation to its action.
   */
  public String adopt(DelegationTokenDraft draft, Map<String, String> undoes) {
    delegations.adopt(draft, undoes);
    return draft.text();
  }

  /** What became of a delegation. */
  public Delegation delegation(String delegationId) {
    return delegations.snapshot(delegationId);
  }

  /** Revokes as an operator would. */
  public void revoke(String delegationId, boolean hard) {
    delegations.revoke(
        RevokeDelegationRequest.newBuilder().setDelegationId(delegationId).setHard(hard).build());
  }

  /** The method answers this from now on; the function may also throw a {@link DenialException}. */
  public <Q extends Message, A extends Message> void answer(
      MethodDescriptor<Q, A> method, Function<? super Q, ? extends A> answer) {
    @SuppressWarnings("unchecked") // The call has the method's request type.
    Function<Message, Message> any = request -> answer.apply((Q) request);
    programmed.put(method.getFullMethodName(), any);
  }

  /** The method is refused from now on. */
  public void refuse(MethodDescriptor<?, ?> method, DenialReason reason) {
    programmed.put(
        method.getFullMethodName(),
        request -> {
          throw new DenialException(reason, "as the test says");
        });
  }

  /** The method answers by itself again. */
  public void restore(MethodDescriptor<?, ?> method) {
    programmed.remove(method.getFullMethodName());
  }

  /** Every call that came, oldest first. */
  public List<FakeCall> calls() {
    return List.copyOf(calls);
  }

  /** The requests of this method, oldest first. */
  public <Q extends Message> List<Q> requests(MethodDescriptor<Q, ?> method) {
    @SuppressWarnings("unchecked") // The call has the method's request type.
    List<Q> requests =
        calls.stream()
            .filter(call -> call.method().equals(method.getFullMethodName()))
            .map(call -> (Q) call.request())
            .toList();
    return requests;
  }

  /** Forgets the calls. */
  public void clearCalls() {
    calls.clear();
  }

  /** The audit events that were shipped here, by time; an id that came twice is kept once. */
  public List<AuditEvent> events() {
    return trail.events();
  }

  /** Stops listening and cuts every connection. */
  public void goDown() {
    try {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens again, on the same port. */
  public void comeBack() {
    server = listen(port);
  }

  @Override
  public void close() {
    goDown();
  }

  private Message answer(MethodDescriptor<?, ?> method, Message request, Metadata headers) {
    String name = method.getFullMethodName();
    calls.add(new FakeCall(name, request, headers));
    Function<Message, Message> answer = programmed.get(name);
    return answer != null ? answer.apply(request) : byItself.answer(name, request, headers);
  }
}

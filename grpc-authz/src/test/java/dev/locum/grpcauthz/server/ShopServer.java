package dev.locum.grpcauthz.server;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceImplBase;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Audience;
import dev.locum.token.WorkloadId;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The service of {@code shop.proto} behind {@link GrpcAuthorization}, in process; its audience is
 * {@code shop}.
 */
final class ShopServer implements AutoCloseable {

  static final Audience SHOP = new Audience("shop");

  final TestClock clock = TestClock.atNoon();
  final TestIssuer issuer = TestIssuer.at(clock);
  final RecordingAuditSink audit = new RecordingAuditSink();
  final Shop shop = new Shop();

  /** Headers as the handler would see them. */
  final List<Metadata> handlerHeaders = new CopyOnWriteArrayList<>();

  private final GrpcAuthorization authorization;
  private final Server server;
  private final ManagedChannel channel;

  /** How a server is reached. */
  interface Wire {

    ServerBuilder<?> server();

    ManagedChannel channel(Server server);
  }

  private record InProcess(String name) implements Wire {

    @Override
    public ServerBuilder<?> server() {
      return InProcessServerBuilder.forName(name);
    }

    @Override
    public ManagedChannel channel(Server server) {
      return InProcessChannelBuilder.forName(name).build();
    }
  }

  /** Plaintext over a socket of this machine. */
  record Loopback() implements Wire {

    @Override
    public ServerBuilder<?> server() {
      return NettyServerBuilder.forAddress(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public ManagedChannel channel(Server server) {
      return NettyChannelBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
          .usePlaintext()
          .build();
    }
  }

  /** A server with these rules; a verifier of {@link #issuer} is set. */
  ShopServer(UnaryOperator<CallerRules.Builder> rules) {
    this(rules, authorization -> {});
  }

  ShopServer(UnaryOperator<CallerRules.Builder> rules, Consumer<GrpcAuthorization.Builder> more) {
    this(rules, more, new InProcess(InProcessServerBuilder.generateName()));
  }

  ShopServer(UnaryOperator<CallerRules.Builder> rules, Wire wire) {
    this(rules, authorization -> {}, wire);
  }

  private ShopServer(
      UnaryOperator<CallerRules.Builder> rules,
      Consumer<GrpcAuthorization.Builder> more,
      Wire wire) {
    CallerRules.Builder builder =
        CallerAuthenticator.builder().self(SHOP).verifier(issuer.verifier());
    GrpcAuthorization.Builder parts =
        GrpcAuthorization.builder()
            .authenticator(rules.apply(builder).build())
            .audit(
                new AuditRecorder(
                    AuditParties.of("downstream", "shop"),
                    audit,
                    new EventIds(clock, new Random(1)),
                    clock))
            .clock(clock);
    more.accept(parts);
    authorization = parts.build();
    try {
      server =
          authorization
              .secure(wire.server(), () -> ServerInterceptors.intercept(shop, new HeaderRecorder()))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = wire.channel(server);
  }

  /** A caller without any header. */
  ShopServiceBlockingStub anonymous() {
    return with(new String[0]);
  }

  /** A caller with a bearer token. */
  ShopServiceBlockingStub bearer(String token) {
    return with("authorization", "Bearer " + token);
  }

  /** A caller with these headers: name, value, name, value. */
  ShopServiceBlockingStub with(String... namesAndValues) {
    Metadata headers = new Metadata();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(
          Metadata.Key.of(namesAndValues[i], Metadata.ASCII_STRING_MARSHALLER),
          namesAndValues[i + 1]);
    }
    return ShopServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** A caller on behalf of Ada of tenant alice, with a service token of this workload. */
  ShopServiceBlockingStub onBehalf(String workload) {
    return with(
        "authorization", "Bearer " + serviceToken(workload),
        "x-forwarded-user", "user-ada",
        "x-forwarded-tenant", "alice");
  }

  String serviceToken(String workload) {
    return issuer.serviceToken().workload(workload).audience("shop").text();
  }

  String downstreamToken(String... actions) {
    return issuer.downstreamToken().audience("shop").actions(actions).text();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    authorization.close();
  }

  /** Answers who it thinks calls. */
  static final class Shop extends ShopServiceImplBase {

    final List<CallerContext> callers = new CopyOnWriteArrayList<>();
    final List<StreamObserver<ShopResponse>> streams = new CopyOnWriteArrayList<>();
    volatile Runnable effect = () -> {};

    @Override
    public void open(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void plain(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void anybody(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void view(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void manage(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void ping(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void buy(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void refund(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void pay(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void restock(ShopRequest request, StreamObserver<ShopResponse> answer) {
      answer(request, answer);
    }

    @Override
    public void watch(ShopRequest request, StreamObserver<ShopResponse> answer) {
      callers.add(CallerContext.current());
      streams.add(answer);
      answer.onNext(response(request));
    }

    private void answer(ShopRequest request, StreamObserver<ShopResponse> answer) {
      effect.run();
      callers.add(CallerContext.current());
      answer.onNext(response(request));
      answer.onCompleted();
    }

    private static ShopResponse response(ShopRequest request) {
      CallerContext caller = CallerContext.current();
      ShopResponse.Builder response =
          ShopResponse.newBuilder()
              .setCaller(caller.service().map(WorkloadId::value).orElse(""))
              .setWorkflowId(caller.workflowId())
              .setToken(request.getToken());
      caller
          .onBehalfOf()
          .ifPresent(who -> response.setUser(who.user().value()).setTenant(who.tenant().value()));
      return response.build();
    }
  }

  private final class HeaderRecorder implements ServerInterceptor {

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      handlerHeaders.add(headers);
      return next.startCall(call, headers);
    }
  }
}

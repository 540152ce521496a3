package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.rpc.UnknownMethods;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.WorkloadId;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S4-36: the order of interceptors cannot be wrong; where it would be, the start is refused. */
@Timeout(30)
class SecuredServerTest {

  private final String name = InProcessServerBuilder.generateName();
  private final InProcessServerBuilder builder = InProcessServerBuilder.forName(name);
  private final List<String> seen = new ArrayList<>();
  private final GrpcAuthorization authorization =
      parts().inner(new Witness("inner-1")).inner(new Witness("inner-2")).build();

  @AfterEach
  void stop() {
    authorization.close();
  }

  @Test
  void intercept_afterSecure_doesNotStart() {
    SecuredServer secured = authorization.secure(builder, new ShopServer.Shop());

    assertThatThrownBy(() -> secured.intercept(new Witness("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before authorization");
    assertThatThrownBy(() -> secured.addService(new ShopServer.Shop()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ShopService");
    assertThatThrownBy(() -> secured.addService(new ShopServer.Shop().bindService()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secured.fallbackHandlerRegistry(new UnknownMethods()))
        .isInstanceOf(IllegalStateException.class);
  }

  /**
   * Wherever it was added to the server itself, an interceptor sees the caller and no credential.
   */
  @Test
  void ping_interceptorsOfTheServer_runInside() throws IOException {
    builder.intercept(new Witness("before"));
    SecuredServer secured = authorization.secure(builder, new ShopServer.Shop());
    builder.intercept(new Witness("sneaked"));

    ping(secured);

    assertThat(seen)
        .containsExactly("inner-1 worker", "inner-2 worker", "sneaked worker", "before worker");
    assertThatThrownBy(secured::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
  }

  /** Headers would be taken out by other rules than callers are proven by. */
  @Test
  void builder_changedAfterBuild_changesNothing() throws IOException {
    GrpcAuthorization.Builder parts = parts();
    try (GrpcAuthorization built = parts.inner(new Witness("inner")).build()) {
      TrustSource nobody = TrustSource.of("nobody", Set.of(), evidence -> Optional.empty());
      parts
          .authenticator(
              CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(nobody).build())
          .inner(new Witness("later"))
          .open("locum.authz.test.v1.ShopService");

      ping(built.secure(builder, new ShopServer.Shop()));

      assertThat(seen).containsExactly("inner worker");
    }
  }

  private void ping(SecuredServer secured) throws IOException {
    Server server = secured.directExecutor().build().start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    try {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("x-word", Metadata.ASCII_STRING_MARSHALLER), "open");
      ShopServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .ping(ShopRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  /** A builder that was kept and built by itself serves nothing that would be unprotected. */
  @Test
  void secure_rawBuilderBuilt_hasNoServices() {
    authorization.secure(builder, new ShopServer.Shop());

    Server raw = builder.build();

    assertThat(raw.getServices()).isEmpty();
  }

  private static GrpcAuthorization.Builder parts() {
    TestClock clock = TestClock.atNoon();
    TrustSource word =
        TrustSource.of(
            "word",
            Set.of("x-word"),
            evidence ->
                evidence
                    .header("x-word")
                    .map(said -> TrustMarker.of(TrustedWorkload.of(new WorkloadId("worker")), said))
                    .or(Optional::empty));
    return GrpcAuthorization.builder()
        .authenticator(
            CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(word).build())
        .audit(
            new AuditRecorder(
                AuditParties.of("downstream", "shop"),
                new RecordingAuditSink(),
                new EventIds(clock, new Random(1)),
                clock))
        .clock(clock);
  }

  private final class Witness implements ServerInterceptor {

    private final String name;

    Witness(String name) {
      this.name = name;
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      boolean clean = !headers.keys().contains("x-word");
      seen.add(
          name
              + " "
              + CallerContext.current().service().map(WorkloadId::value).orElse("nobody")
              + (clean ? "" : " and a credential"));
      return next.startCall(call, headers);
    }
  }
}

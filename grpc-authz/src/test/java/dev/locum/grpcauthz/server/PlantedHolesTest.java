package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.Profile;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.contract.MadeContracts;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.grpcauthz.trust.SharedSecretTrust;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.WorkloadId;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.IssuerBoundVerifier;
import dev.locum.token.jose.SigningAlgorithm;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The negative controls of {@link HolesTest}: with the hole planted, in test code, the very attack
 * that is refused there succeeds, so that a refusal there means something. H1's is there; H13's are
 * in {@link CachedIdentityTest}; H16's is beside the example's own test.
 */
@Timeout(60)
class PlantedHolesTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String SIGNED = SignedTokenTrust.DEFAULT_HEADER;
  private static final String MESH = MeshIdentityTrust.DEFAULT_HEADER;
  private static final String PRINCIPAL = "cluster.local/ns/trips/sa/worker";

  private final TestClock clock = TestClock.atNoon();
  private final SigningService worker = new SigningService("worker", clock);

  @AfterEach
  void stop() {
    worker.close();
  }

  /** A source that takes subject and rights from the token. */
  @Test
  void h02_rightsFromTheToken_openAnothersMethod() {
    TrustSource planted =
        signatureOnly(claims ->
            TrustedWorkload.of(new WorkloadId(claims.text("sub")))
                .withActions(ActionSet.parse(claims.text("scope"))));
    try (ShopServer shop = shop(planted)) {
      ShopResponse seen =
          shop.with(SIGNED, worker.token(Map.of("sub", "billing", "scope", "shop.refund")))
              .refund(REQUEST);

      assertThat(seen.getCaller()).isEqualTo("billing");
    }
  }

  /** A source that checks the signature and nothing else. */
  @Test
  void h03_signatureAlone_takesTokensWithoutEndOrAudience() {
    try (ShopServer shop = shop(signatureOnly(claims -> entry()))) {
      for (String claim : List.of("exp", "iat", "aud")) {
        shop.with(SIGNED, worker.token(Collections.singletonMap(claim, null))).ping(REQUEST);
      }
      clock.advance(Duration.ofDays(1));
      shop.with(SIGNED, worker.token(Map.of("exp", 1L))).ping(REQUEST);
    }
  }

  /** Without the method's own marker, that of the service decides. */
  @Test
  void h04_methodsMarkerNotRead_leavesItOpen() {
    assertThat(MadeContracts.of("public:true", "").posture()).isEqualTo(Posture.PUBLIC);
    assertThat(MadeContracts.of("internal:true", "").posture()).isEqualTo(Posture.INTERNAL);
  }

  /** The same service without authorization: its handler sees what was forged. */
  @Test
  void h05_h06_nothingTakenOut_reachesTheHandler() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    ServerInterceptor handlersView =
        new ServerInterceptor() {
          @Override
          public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
              ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
            seen.addAll(headers.keys());
            return next.startCall(call, headers);
          }
        };
    Server server =
        InProcessServerBuilder.forName("unsecured")
            .addService(new ShopServer.Shop())
            .intercept(handlersView)
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName("unsecured").build();
    try {
      Metadata forged = new Metadata();
      for (String name : List.of(MESH, SIGNED, "x-auth-roles", "x-forwarded-user", "cookie")) {
        forged.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "forged");
      }
      ShopServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(forged))
          .open(REQUEST);

      assertThat(seen).contains(MESH, SIGNED, "x-auth-roles", "x-forwarded-user", "cookie");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  @Test
  void h07_contractThatSaysOneThing_doesNotWarn() {
    assertThat(MadeContracts.of("default_requires{roles:'user'}", "").warnings()).isEmpty();
    assertThat(MadeContracts.of("", "policy:'deny'").warnings()).isEmpty();
  }

  /** A source that believes the header, whoever brings it. */
  @Test
  void h08_headerBelievedFromAnybody_opensToADirectCaller() {
    try (ShopServer reachedDirectly = shop(believing(MESH))) {
      reachedDirectly.with(MESH, PRINCIPAL).ping(REQUEST);
    }
  }

  /** What is refused when it comes twice is let in when it comes once. */
  @Test
  void h09_sameHeaderOnce_isLetIn() {
    try (ShopServer shop = shop(believing(MESH))) {
      shop.with(MESH, PRINCIPAL).ping(REQUEST);
      assertThat(catchThrowable(() -> shop.with(MESH, PRINCIPAL, MESH, PRINCIPAL).ping(REQUEST)))
          .isNotNull();
    }
  }

  /** A handler that answers with more than fixed words: the caller sees them. */
  @Test
  void h10_wordsOfAHandler_reachTheCaller() {
    try (ShopServer shop = shop(believing(MESH))) {
      shop.shop.effect =
          () -> {
            throw Status.UNAUTHENTICATED.withDescription("stranger").asRuntimeException();
          };

      Throwable failure = catchThrowable(() -> shop.with(MESH, PRINCIPAL).ping(REQUEST));

      assertThat(Status.fromThrowable(failure).getDescription()).isEqualTo("stranger");
    }
  }

  @Test
  void h11_developmentProfile_takesTheSharedSecret() {
    SharedSecretTrust secret =
        SharedSecretTrust.forDevelopmentOnly(RawToken.of("x".repeat(32)), entry());

    assertThat(
            CallerAuthenticator.builder()
                .self(ShopServer.SHOP)
                .trustSource(secret)
                .profile(Profile.DEVELOPMENT)
                .build()
                .hasTrustSource())
        .isTrue();
  }

  /** An outage is told from a bad token where nobody hides it: by the verifier itself. */
  @Test
  void h12_verifierItself_tellsAnOutageFromABadToken() {
    IssuerBoundVerifier signatures = signatures();
    worker.goAway();
    String away = signatures.verify(RawToken.of(worker.token())).toString();
    String bad = signatures.verify(RawToken.of("bad")).toString();

    assertThat(away).contains("KEYS_UNAVAILABLE");
    assertThat(bad).contains("TOKEN_MALFORMED");
  }

  /** A proof without an end: the stream goes on past the token's. */
  @Test
  void h14_proofWithoutAnEnd_streamsPastTheToken() {
    try (ShopServer shop = shop(signatureOnly(claims -> entry("shop.view")))) {
      String token = worker.token(Map.of("exp", clock.instant().getEpochSecond() + 1));
      Iterator<ShopResponse> stream = shop.with(SIGNED, token).watch(REQUEST);
      stream.next();
      shop.clock.advance(Duration.ofHours(1));

      shop.shop.streams.get(0).onNext(ShopResponse.getDefaultInstance());

      assertThat(stream.next()).isEqualTo(ShopResponse.getDefaultInstance());
      shop.shop.streams.get(0).onCompleted();
    }
  }

  /** The caller is there to be seen: an inner call that did not start anew would see it. */
  @Test
  void h15_ambientCaller_isVisibleInsideTheHandler() {
    try (ShopServer shop = shop(believing(MESH))) {
      List<Provenance> seen = new CopyOnWriteArrayList<>();
      shop.shop.effect = () -> seen.add(CallerContext.current().provenance());

      shop.with(MESH, PRINCIPAL).ping(REQUEST);

      assertThat(seen).containsExactly(Provenance.SERVICE);
    }
  }

  /** A source that keeps a caller beyond its call: the next call is taken for it. */
  @Test
  void thousandCallers_sourceThatRemembersTheLastOne_mixesThem() throws InterruptedException {
    AtomicReference<String> last = new AtomicReference<>("nobody");
    TrustSource planted =
        TrustSource.of(
            "planted",
            Set.of(MESH),
            evidence ->
                evidence
                    .header(MESH)
                    .map(last::getAndSet)
                    .map(name ->
                        TrustMarker.of(TrustedWorkload.of(new WorkloadId(name)), "planted")));
    try (ShopServer shop = shop(planted)) {
      Collection<String> mixed =
          ParallelCallers.mixedUp(
              100,
              number -> {
                String name = "worker-" + number;
                return new ParallelCallers.Seen(name, "", shop.with(MESH, name).ping(REQUEST));
              });

      assertThat(mixed).isNotEmpty();
    }
  }

  private TrustSource signatureOnly(Function<ClaimReader, TrustedWorkload> entryOf) {
    IssuerBoundVerifier signatures = signatures();
    return TrustSource.of(
        "planted",
        Set.of(SIGNED),
        evidence ->
            evidence
                .header(SIGNED)
                .map(token -> signatures.verify(RawToken.of(token)).orElseThrow())
                .map(SignedClaims::claims)
                .map(ClaimReader::of)
                .map(claims -> TrustMarker.of(entryOf.apply(claims), "planted")));
  }

  private IssuerBoundVerifier signatures() {
    return new IssuerBoundVerifier(
        List.of(
            new IssuerBoundVerifier.Bound(
                worker.issuer,
                worker.keys().source(clock),
                Set.of(SignedTokenTrust.TYPE),
                Set.of(SigningAlgorithm.ES256))),
        CryptoProviders.jdk());
  }

  private static TrustSource believing(String header) {
    return TrustSource.of(
        "planted",
        Set.of(header),
        evidence -> Optional.of(TrustMarker.of(entry(), evidence.header(header).orElse(""))));
  }

  private static ShopServer shop(TrustSource planted) {
    return new ShopServer(
        rules -> CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(planted));
  }

  private static TrustedWorkload entry(String... actions) {
    return TrustedWorkload.of(new WorkloadId("worker")).withActions(ActionSet.ofNames(actions));
  }
}

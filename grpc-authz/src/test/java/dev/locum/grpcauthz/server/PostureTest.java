package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.header.CredentialIntake;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.TokenVerifier;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.KeyLookup;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Public, internal and gated with tokens of Locum's authority. The holes of the reference that ours
 * must not have are listed in HolesTest.
 */
@Timeout(30)
class PostureTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();

  private static final TrustedWorkload CLERK =
      TrustedWorkload.of(new WorkloadId("clerk"))
          .withRoles(Set.of("manager"))
          .withActions(ActionSet.ofNames("shop.view"));

  private final ShopServer server = new ShopServer(PostureTest::everybody);

  private static CallerRules.Builder everybody(CallerRules.Builder rules) {
    return rules.accept(CallerMode.EXCHANGE, CallerMode.USER, CallerMode.SERVICE).trust(CLERK);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /**
   * S4-17, H1: an end user's valid token never opens an internal method, only a trust source does.
   */
  @Test
  void ping_usersOwnToken_isUnauthenticated() {
    String user = server.issuer.accessToken().audience("shop").roles("manager").text();

    Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.bearer(user).ping(REQUEST));
    Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.bearer(user).buy(REQUEST));

    server.bearer(user).anybody(REQUEST);
    server.bearer(user).manage(REQUEST);
    server.bearer(server.serviceToken("clerk")).ping(REQUEST);
  }

  /** S4-17: exactly 16, and no word about what was missing. */
  @Test
  void ping_nobody_isCode16WithFixedWords() {
    assertThatThrownBy(() -> server.anonymous().ping(REQUEST))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode().value()).isEqualTo(16);
              assertThat(e.getStatus().getDescription()).isEqualTo("A credential is needed.");
            });
  }

  /** H1: internal methods without any trust source are a mistake of the author, told at start. */
  @Test
  void secure_internalMethodsWithoutTrustSource_doesNotStart() {
    assertThatThrownBy(() -> new ShopServer(rules -> rules.accept(CallerMode.USER)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("ShopService/Ping")
        .hasMessageContaining("ShopService/Buy");
  }

  /** H2: roles and actions of a workload come from its entry, whatever its token says. */
  @Test
  void manage_rolesOfTheEntry_decide() {
    server.bearer(server.serviceToken("clerk")).manage(REQUEST);

    String claimingMore =
        server
            .issuer
            .serviceToken()
            .workload("clerk")
            .audience("shop")
            .with("scope", "shop.buy")
            .with("roles", List.of("owner"))
            .text();
    assertThatThrownBy(() -> server.bearer(claimingMore).buy(REQUEST))
        .satisfies(failure ->
            assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.TOKEN_REJECTED));
    Refused.because(
        DenialReason.ACTION_NOT_GRANTED,
        server,
        () -> server.bearer(server.serviceToken("clerk")).buy(REQUEST));
  }

  @Test
  void manage_noneOfTheRoles_isPermissionDenied() {
    Refused.because(
        DenialReason.CALLER_NOT_ALLOWED,
        server,
        () ->
            server
                .bearer(server.issuer.accessToken().audience("shop").roles("rider").text())
                .manage(REQUEST));
    Refused.because(
        DenialReason.CALLER_NOT_ALLOWED,
        server,
        () -> server.bearer(server.downstreamToken("shop.view")).manage(REQUEST));
  }

  /** A method without options is gated, and its policy denies. */
  @Test
  void plain_noOptions_isDeniedToEverybody() {
    Refused.because(
        DenialReason.METHOD_NOT_ALLOWED,
        server,
        () -> server.bearer(server.downstreamToken("shop.buy")).plain(REQUEST));
    Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.anonymous().plain(REQUEST));
  }

  /** H7: policy allow itself demands an identity. */
  @Test
  void anybody_nobody_isUnauthenticated() {
    Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.anonymous().anybody(REQUEST));
  }

  /** S4-13: public means public, with a bad credential as well; nobody is the caller. */
  @Test
  void open_withAndWithoutCredentials_reachesTheHandlerAsNobody() {
    server.anonymous().open(REQUEST);
    server.bearer("garbage").open(REQUEST);
    server.bearer(server.serviceToken("clerk")).open(REQUEST);

    assertThat(server.shop.callers)
        .hasSize(3)
        .allSatisfy(caller -> assertThat(caller.provenance()).isEqualTo(Provenance.NONE));
    assertThat(server.audit.events()).isEmpty();
  }

  /** H5, H6, S2-23, S4-18: no credential and no spoofed header reaches a handler, on any route. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization",
        "proxy-authorization",
        "txn-token",
        "cookie",
        "forwarded",
        "x-forwarded-user",
        "x-forwarded-tenant",
        "x-forwarded-for",
        "x-forwarded-client-principal",
        "x-forwarded-client-cert",
        "x-auth-subject",
        "x-auth-type",
        "x-auth-name",
        "x-auth-roles",
        "x-auth-scopes",
        "x-auth-claims",
        "x-internal-token",
        "x-internal-secret",
        "x-gateway-secret",
        "x-locum-delegation",
        "x-locum-workflow-id",
        "X-Auth-Roles"
      })
  void open_forgedHeader_isGoneBeforeTheHandler(String name) {
    server.with(name, "forged", "x-unrelated", "stays").open(REQUEST);

    Metadata seen = server.handlerHeaders.get(0);
    assertThat(seen.keys()).doesNotContain(name.toLowerCase(Locale.ROOT)).contains("x-unrelated");
    assertThat(seen.toString()).doesNotContain("forged");
  }

  @Test
  void open_forgedBinaryHeader_isGoneBeforeTheHandler() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("x-auth-claims-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {1});

    CredentialIntake.takeFrom(headers);

    assertThat(headers.keys()).isEmpty();
  }

  /** S2-13, S4-05: after authentication too, the handler cannot pass the credential on. */
  @Test
  void buy_authenticated_credentialIsGoneBeforeTheHandler() {
    server.bearer(server.downstreamToken("shop.buy")).buy(REQUEST);

    assertThat(server.handlerHeaders.get(0).keys()).doesNotContain("authorization");
  }

  /** H9: an entry that is there twice does not win silently. */
  @Test
  void trust_sameWorkloadTwice_doesNotStart() {
    assertThatThrownBy(() -> new ShopServer(rules -> everybody(rules).trust(CLERK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clerk");
  }

  /** H10: the caller learns nothing; the trail has the reason and the method. */
  @Test
  void buy_refused_trailSaysWhyAndTheCallerIsNotTold() {
    Refused.because(
        DenialReason.ACTION_NOT_GRANTED,
        server,
        () -> server.bearer(server.downstreamToken("shop.view")).buy(REQUEST));

    assertThat(server.audit.only(AuditEventType.DOWNSTREAM_CALLED).decision().detail())
        .contains("ShopService/Buy")
        .contains("alice-worker")
        .contains("scopes");
  }

  /**
   * H12: keys that cannot be had are not a bad credential: another reason, and the caller may
   * repeat.
   */
  @Test
  void buy_keysUnavailable_isUnavailable() {
    TokenVerifier blind =
        TokenVerifier.builder()
            .issuer(TestIssuer.ISSUER)
            .signatures(
                new JoseSignatureVerifier(
                    keyId -> new KeyLookup.Unavailable(), CryptoProviders.jdk()))
            .clock(Clock.systemUTC())
            .build();
    try (ShopServer away = new ShopServer(rules -> rules.verifier(blind))) {
      Refused.because(
          DenialReason.KEYS_UNAVAILABLE,
          away,
          () -> away.bearer(away.downstreamToken("shop.buy")).buy(REQUEST));
    }
  }

  /**
   * H14: a stream ends when its credential expires; what the handler sends afterwards goes nowhere.
   */
  @Test
  void watch_credentialExpires_streamEnds() {
    String token =
        server
            .issuer
            .downstreamToken()
            .audience("shop")
            .actions("shop.view")
            .life(Duration.ofSeconds(1))
            .text();
    Iterator<?> stream = server.bearer(token).watch(REQUEST);
    assertThat(stream.hasNext()).isTrue();
    stream.next();

    assertThatThrownBy(stream::hasNext)
        .isInstanceOf(StatusRuntimeException.class)
        .satisfies(failure -> {
          assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.TOKEN_REJECTED);
          assertThat(Status.fromThrowable(failure).getCode())
              .isEqualTo(Status.Code.UNAUTHENTICATED);
        });
  }

  @Test
  void watch_handlerEnds_streamEndsAndItsTimerToo() {
    Iterator<?> stream = server.bearer(server.downstreamToken("shop.view")).watch(REQUEST);
    stream.next();
    Await.until("the handler", () -> !server.shop.streams.isEmpty());

    server.shop.streams.get(0).onCompleted();

    assertThat(stream.hasNext()).isFalse();
  }

  /** H15: a call that a handler makes inside the process starts from nobody. */
  @Test
  void open_calledByAHandler_seesNobody() {
    server.shop.effect =
        () -> {
          server.shop.effect = () -> {};
          Context.current().run(() -> server.anonymous().open(REQUEST));
        };

    server.bearer(server.downstreamToken("shop.buy")).buy(REQUEST);

    assertThat(server.shop.callers)
        .extracting(caller -> caller.provenance())
        .containsExactly(Provenance.NONE, Provenance.DELEGATED);
  }

  /**
   * S2-12 at the downstream: parallel callers of different tenants never see one another's context.
   */
  @Test
  void buy_thousandParallelCallers_neverMix() throws InterruptedException {
    ConcurrentLinkedQueue<String> mixed = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 1000; i++) {
      String user = "user-" + i;
      String tenant = i % 2 == 0 ? "alice" : "bob";
      callers.execute(() -> {
        String token =
            server
                .issuer
                .downstreamToken()
                .audience("shop")
                .actions("shop.buy")
                .of(user, tenant)
                .text();
        var response = server.bearer(token).buy(REQUEST);
        if (!response.getUser().equals(user) || !response.getTenant().equals(tenant)) {
          mixed.add(user + " saw " + response.getUser());
        }
      });
    }
    callers.shutdown();

    assertThat(callers.awaitTermination(25, TimeUnit.SECONDS)).isTrue();
    assertThat(mixed).isEmpty();
    assertThat(server.shop.callers).hasSize(1000);
  }

  /** Hostile credentials: each is refused like any other, and the server stays. */
  @Test
  void buy_hostileAuthorization_isRefused() {
    Stream.of(
            "Bearer ",
            "Bearer",
            "Basic YTpi",
            "Bearer a b",
            "Bearer a,Bearer b",
            "bearer  two-spaces",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            "Bearer " + "a.".repeat(4000),
            "Bearer ../../etc/passwd",
            "Bearer \t")
        .forEach(value ->
            assertThatThrownBy(() -> server.with("authorization", value).buy(REQUEST))
                .as(value)
                .satisfies(failure ->
                    assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.TOKEN_REJECTED)));
    assertThat(server.shop.callers).isEmpty();
  }
}

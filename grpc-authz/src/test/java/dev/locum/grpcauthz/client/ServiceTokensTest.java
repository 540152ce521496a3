package dev.locum.grpcauthz.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServiceTokensTest {

  private static final Audience TRIP = new Audience("trip");
  private static final WorkloadId WORKER = new WorkloadId("alice-worker");

  private final TestClock clock = TestClock.atNoon();
  private final FakeTokenService authService = new FakeTokenService(clock, Duration.ofMinutes(5));
  private final AtomicInteger assertions = new AtomicInteger();
  private Server server;
  private ManagedChannel channel;
  private ServiceTokens tokens;

  @BeforeEach
  void start() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(authService).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    tokens =
        new ServiceTokens(
            channel,
            WorkloadCredential.privateKey(
                WORKER, () -> RawToken.of("assertion-" + assertions.incrementAndGet())),
            clock);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void get_withinLife_asksOnce() {
    RawToken first = tokens.get(TRIP);
    clock.advance(Duration.ofSeconds(239));

    assertThat(tokens.get(TRIP)).isEqualTo(first);
    assertThat(authService.requests).hasSize(1);
  }

  /** S2-16: two calls separated by the life use different tokens. */
  @Test
  void get_afterTheLife_usesAnotherToken() {
    RawToken first = tokens.get(TRIP);
    clock.advance(Duration.ofMinutes(5));

    assertThat(tokens.get(TRIP)).isNotEqualTo(first);
  }

  @Test
  void get_after80PercentOfLife_servesTheOldOneAndRenewsBehind() {
    RawToken first = tokens.get(TRIP);
    clock.advance(Duration.ofSeconds(240));

    assertThat(tokens.get(TRIP)).isEqualTo(first);
    Await.until("the condition", () -> !tokens.get(TRIP).equals(first));
    assertThat(authService.requests).hasSize(2);
  }

  @Test
  void get_renewalFails_servesTheOldOneUntilItExpires() {
    RawToken first = tokens.get(TRIP);
    authService.refuse = DenialReason.STORE_UNAVAILABLE;
    clock.advance(Duration.ofSeconds(299));

    assertThat(tokens.get(TRIP)).isEqualTo(first);
    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> tokens.get(TRIP))
        .isInstanceOfSatisfying(
            DenialException.class,
            denial -> assertThat(denial.reason()).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE));
  }

  @Test
  void get_audiences_haveTheirOwnTokens() {
    assertThat(tokens.get(TRIP)).isNotEqualTo(tokens.get(new Audience("fleet")));
    assertThat(authService.requests)
        .extracting(r -> r.getAudience())
        .containsExactly("trip", "fleet");
  }

  @Test
  void get_manyAtOnce_areOneRequest() {
    CountDownLatch gate = new CountDownLatch(1);
    authService.gate = gate;
    List<CompletableFuture<RawToken>> waiting =
        IntStream.range(0, 50).mapToObj(i -> tokens.request(TRIP)).toList();
    gate.countDown();

    assertThat(waiting).allSatisfy(w -> assertThat(w.join().reveal()).isEqualTo("token-1"));
    assertThat(authService.requests).hasSize(1);
  }

  @Test
  void get_refusal_isToldAndNotKept() {
    authService.refuse = DenialReason.CREDENTIAL_UNKNOWN;
    assertThatThrownBy(() -> tokens.get(TRIP))
        .isInstanceOfSatisfying(
            DenialException.class,
            denial -> assertThat(denial.reason()).isEqualTo(DenialReason.CREDENTIAL_REJECTED));
    authService.refuse = null;

    assertThat(tokens.get(TRIP).reveal()).isEqualTo("token-2");
  }

  @Test
  void get_noAuthService_isUnavailable() {
    server.shutdownNow();

    assertThatThrownBy(() -> tokens.get(TRIP))
        .isInstanceOfSatisfying(
            DenialException.class,
            denial -> assertThat(denial.reason()).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE));
  }

  /** CA-1: an assertion is accepted once, so each request carries a new one. */
  @Test
  void get_eachRequest_carriesANewAssertion() {
    tokens.get(TRIP);
    tokens.forget(TRIP);
    tokens.get(TRIP);

    assertThat(authService.requests)
        .extracting(r -> r.getClientAssertion())
        .containsExactly("assertion-1", "assertion-2");
  }

  @Test
  void get_apiKeyAndCertificate_sendWhatTheyAre() {
    new ServiceTokens(channel, WorkloadCredential.apiKey(WORKER, RawToken.of("k-1")), clock)
        .get(TRIP);
    new ServiceTokens(channel, WorkloadCredential.certificate(WORKER), clock).get(TRIP);

    assertThat(authService.requests.get(0).getApiKey()).isEqualTo("k-1");
    assertThat(authService.requests.get(1).getCredentialCase().name())
        .isEqualTo("CREDENTIAL_NOT_SET");
  }

  @Test
  void toString_ofCredentialsAndTokens_showsNoSecret() {
    WorkloadCredential key = WorkloadCredential.apiKey(WORKER, RawToken.of("k-1"));
    tokens.get(TRIP);

    assertThat(key + " " + tokens + " " + tokens.request(TRIP).join())
        .doesNotContain("k-1")
        .doesNotContain("token-1");
  }
}

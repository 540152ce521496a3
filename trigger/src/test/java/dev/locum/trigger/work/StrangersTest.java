package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.Answers.refused;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.log.NoSecretsInLogs;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.Answers.Told;
import dev.locum.trigger.fixture.TriggerWorld;
import io.grpc.Status;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that do not count start nothing. */
@Timeout(120)
final class StrangersTest {

  @RegisterExtension final NoSecretsInLogs logs = new NoSecretsInLogs();

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** A token that does not count, by its fault. */
  record Bad(String fault, Function<TestIssuer, String> token) {
    @Override
    public String toString() {
      return fault;
    }
  }

  static Stream<Bad> tokens() {
    return Stream.of(
        new Bad("malformed", issuer -> "not-a-token"),
        new Bad("expired", issuer -> issuer.accessToken().expired().text()),
        new Bad("of the future", issuer -> issuer.accessToken().fromTheFuture().text()),
        new Bad("for another audience", issuer -> issuer.accessToken().audience("fleet").text()),
        new Bad("of another issuer", issuer -> issuer.accessToken().issuer("https://evil").text()),
        new Bad("forged", issuer -> issuer.forger().accessToken().text()),
        new Bad("without tenant", issuer -> issuer.accessToken().without("tenant").text()),
        // S3-21
        new Bad("a delegation token", issuer -> issuer.delegationToken().text()),
        new Bad("a downstream token", issuer -> issuer.downstreamToken().text()),
        new Bad("a service token", issuer -> issuer.serviceToken().text()));
  }

  /** S3-08, S3-21, S2-07. */
  @ParameterizedTest
  @MethodSource("tokens")
  void start_withATokenThatDoesNotCount_startsNothing(Bad bad) {
    String token = bad.token().apply(world.issuer());

    requireRefusedAndNothingStarted(token);

    AuditEvent event = world.audit().only(AuditEventType.WORK_REQUESTED);
    assertThat(event.decision().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(event.decision().reason()).isEqualTo("TOKEN_REJECTED");
    assertThat(world.audit().events()).hasSize(1);
  }

  /** The check above can fail: an auth service that believes anything starts the work. */
  @Test
  void control_authServiceThatBelievesAnything_isFoundOut() {
    world
        .auth()
        .answer(
            TokenServiceGrpc.getIntrospectTokenMethod(),
            request ->
                IntrospectTokenResponse.newBuilder()
                    .setActive(true)
                    .setTokenKind("ACCESS")
                    .setSubject("user-ada")
                    .setTenant("alice")
                    .build());
    String token = world.auth().adopt(world.issuer().delegationToken());
    String delegationId = world.issuer().delegationToken().claims().delegation().value();
    world
        .auth()
        .answer(
            DelegationServiceGrpc.getIssueDelegationMethod(),
            request ->
                IssueDelegationResponse.newBuilder()
                    .setDelegation(world.auth().delegation(delegationId))
                    .setDelegationToken(token)
                    .build());

    assertThatThrownBy(() -> requireRefusedAndNothingStarted("not-a-token"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> world.engine().requireNothingStarted())
        .isInstanceOf(AssertionError.class);
  }

  private void requireRefusedAndNothingStarted(String token) {
    Told told = refused(() -> world.as(token).startWork(trip("key-1").build()));

    assertThat(told.status()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(told.code()).isEqualTo("TOKEN_REJECTED");
    world.engine().requireNothingStarted();
    assertThat(world.auth().requests(DelegationServiceGrpc.getIssueDelegationMethod())).isEmpty();
  }

  /** S3-28: what was revoked between two requests counts no more for the second. */
  @Test
  void start_afterTheSessionHasEnded_isRefused() {
    String token = world.ada();
    world.as(token).startWork(trip("key-1").build());
    world
        .auth()
        .answer(
            TokenServiceGrpc.getIntrospectTokenMethod(),
            request -> IntrospectTokenResponse.getDefaultInstance());

    assertThat(reasonOf(() -> world.as(token).startWork(trip("key-2").build())))
        .isEqualTo(DenialReason.TOKEN_REJECTED);
    assertThat(world.engine().executions()).hasSize(1);
  }
}

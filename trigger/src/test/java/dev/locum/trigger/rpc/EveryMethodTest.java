package dev.locum.trigger.rpc;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.Answers.refused;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.GetDelegationResponse;
import dev.locum.protocol.auth.v1.RenewDelegationResponse;
import dev.locum.protocol.auth.v1.WorkflowScope;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.Answers.Told;
import dev.locum.trigger.fixture.Rpc;
import dev.locum.trigger.fixture.TriggerWorld;
import io.grpc.Status;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every method of the trigger. The methods are found by reflection: one that is
 * added and does not ask whose call it is, or shows other tenants' work, fails here.
 */
@Timeout(120)
final class EveryMethodTest {

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  static Stream<Rpc> all() {
    return Rpc.all();
  }

  static Stream<Rpc> aboutOneWork() {
    return Rpc.aboutOneWork();
  }

  @ParameterizedTest
  @MethodSource("all")
  void method_inTheAccessTable_isForUsersAlone(Rpc rpc) {
    assertThat(MethodAccess.of(rpc.method().getFullMethodName())).contains(MethodAccess.USER);
  }

  /** S3-10: the contract is served whole. */
  @ParameterizedTest
  @MethodSource("all")
  void method_ofTheContract_isImplemented(Rpc rpc) {
    world.auth().goDown();

    Told told = refused(() -> rpc.call(world.client(), rpc.about("any"), world.ada()));

    assertThat(told.status()).isNotEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void unknownMethod_withAToken_isRefusedAndTold() {
    var unknown =
        new Rpc(
            Rpc.all().findFirst().orElseThrow().method().toBuilder()
                .setFullMethodName("locum.trigger.v1.TriggerService/Added")
                .build());

    assertThat(reasonOf(() -> unknown.call(world.client(), unknown.about("any"), world.ada())))
        .isEqualTo(DenialReason.METHOD_NOT_ALLOWED);
    assertRefusalTold(DenialReason.METHOD_NOT_ALLOWED);
  }

  /** S3-08. */
  @ParameterizedTest
  @MethodSource("all")
  void method_withoutToken_isRefusedAndTold(Rpc rpc) {
    Told told = refused(() -> rpc.call(world.client(), rpc.about("any")));

    assertThat(told.status()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(told.code()).isEqualTo("NO_CREDENTIAL");
    assertRefusalTold(DenialReason.NO_CREDENTIAL);
    assertThat(world.calls()).isEmpty();
  }

  /** Of two tokens nobody can say which one counts. */
  @ParameterizedTest
  @MethodSource("all")
  void method_withTwoTokens_isRefused(Rpc rpc) {
    assertThat(
            reasonOf(() -> rpc.call(world.client(), rpc.about("any"), world.ada(), world.bert())))
        .isEqualTo(DenialReason.NO_CREDENTIAL);
    assertThat(world.calls()).isEmpty();
  }

  /**
   * S3-08, S3-28: whatever comes, the auth service is asked first, and what it refuses is refused.
   */
  @ParameterizedTest
  @MethodSource("all")
  void method_withAForgersToken_isRefusedBeforeAnythingElse(Rpc rpc) {
    String forged = world.issuer().forger().accessToken().text();

    Told told = refused(() -> rpc.call(world.client(), rpc.about("any"), forged));

    assertThat(told.status()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(told.code()).isEqualTo("TOKEN_REJECTED");
    assertThat(world.calls()).containsExactly("IntrospectToken");
    assertRefusalTold(DenialReason.TOKEN_REJECTED);
  }

  /** A malformed request of a stranger is a stranger's, not a malformed one. */
  @ParameterizedTest
  @MethodSource("all")
  void method_withNothingInIt_asksWhoseCallItIsFirst(Rpc rpc) {
    String forged = world.issuer().forger().accessToken().text();

    assertThat(
            reasonOf(
                () -> rpc.call(world.client(), rpc.about("").getDefaultInstanceForType(), forged)))
        .isEqualTo(DenialReason.TOKEN_REJECTED);
  }

  /** Issue 3, faults: the auth service is down. */
  @ParameterizedTest
  @MethodSource("all")
  void method_whileTheAuthServiceIsDown_isUnavailable(Rpc rpc) {
    world.auth().goDown();

    Told told = refused(() -> rpc.call(world.client(), rpc.about("any"), world.ada()));

    assertThat(told.status()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(told.code()).isEqualTo("AUTHORITY_UNAVAILABLE");
    assertThat(told.retryable()).isTrue();
    world.engine().requireNothingStarted();
  }

  /** S3-31: another tenant's work looks as if there were none. */
  @ParameterizedTest
  @MethodSource("aboutOneWork")
  void method_aboutAnotherTenantsWork_cannotTellItFromMissingWork(Rpc rpc) {
    requireIndistinguishable(rpc, startOfAda());
    assertThat(world.audit().events(AuditEventType.CALL_AUTHORIZED))
        .allMatch(event -> event.parties().tenant().equals("bob"));
  }

  /** The check above can fail: with an auth service that shows everybody everything, it does. */
  @ParameterizedTest
  @MethodSource("aboutOneWork")
  void control_authServiceThatForgetsTheTenant_isFoundOut(Rpc rpc) {
    StartWorkResponse work = startOfAda();
    // Ended long ago, so that the hole shows at once to those who would wait.
    Delegation shown =
        world.auth().delegation(work.getDelegationId()).toBuilder()
            .setState(DelegationState.DELEGATION_STATE_CLOSED)
            .setScope(
                WorkflowScope.newBuilder()
                    .setTenant("alice")
                    .setNamespace("default")
                    .setWorkflowId("gone"))
            .build();
    world
        .auth()
        .answer(
            DelegationServiceGrpc.getGetDelegationMethod(),
            request -> GetDelegationResponse.newBuilder().setDelegation(shown).build());
    world
        .auth()
        .answer(
            DelegationServiceGrpc.getRenewDelegationMethod(),
            request -> RenewDelegationResponse.newBuilder().setDelegationToken("any").build());

    assertThatThrownBy(() -> requireIndistinguishable(rpc, work))
        .isInstanceOf(AssertionError.class);
  }

  private void requireIndistinguishable(Rpc rpc, StartWorkResponse work) {
    Message existing = rpc.about(work.getWorkflowId());

    Told ofAnother = refused(() -> rpc.call(world.client(), existing, world.bert()));
    Told ofNobody = refused(() -> rpc.call(world.client(), rpc.about("no-such"), world.bert()));

    assertThat(ofAnother).isEqualTo(ofNobody);
    assertThat(ofAnother.status()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(ofAnother.code()).isEqualTo("WORK_NOT_FOUND");
  }

  private StartWorkResponse startOfAda() {
    return world.as(world.ada()).startWork(trip("key-1").build());
  }

  /** S3-87: a refusal is one event. */
  private void assertRefusalTold(DenialReason reason) {
    assertThat(world.audit().events()).hasSize(1);
    AuditEvent event = world.audit().events().get(0);
    assertThat(event.decision().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(event.decision().reason()).isEqualTo(reason.code());
    assertThat(event.correlationId()).isNotEmpty();
  }
}

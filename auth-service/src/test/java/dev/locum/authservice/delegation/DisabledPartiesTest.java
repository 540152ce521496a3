package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user or tenant that is disabled while the work runs is acted for no more, at once and
 * everywhere: at verification, exchange, renewal and introspection (S3-28). The worker is told what
 * it is always told; the trail has the reason.
 */
class DisabledPartiesTest {

  private DelegationWorld world;
  private Issued issued;
  private RawToken token;
  private RawToken downstream;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
    issued = world.issue("key-1");
    token = DelegationWorld.token(issued);
    take("fleet.reserve");
    downstream = exchange("fleet", "fleet.reserve");
    assertThat(world.delegations.worth().delegation(world.alices, token)).isPresent();
    assertThat(world.delegations.worth().downstream(world.fleet, downstream)).isPresent();
    world.logins.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void userDisabled_nothingForwardIsPermitted_andTheTrailSaysWhy() {
    world.logins.putAda(Set.of("rider"), true);

    assertRejected(() -> verify());
    assertRejected(() -> take("billing.open"));
    assertRejected(() -> exchange("billing", "billing.open"));
    assertRejected(() -> exchangeChild());
    assertRejected(() -> renew());
    assertThat(world.delegations.worth().delegation(world.alices, token)).isEmpty();
    assertThat(world.delegations.worth().downstream(world.fleet, downstream)).isEmpty();
    assertThat(reasons()).containsOnly("USER_DISABLED");
  }

  @Test
  void userDisabled_recordedStepsCanStillBeUndone() {
    world.logins.putAda(Set.of("rider"), true);

    Verifying.Answer answer = take("fleet.release");

    assertThat(answer.permitted().compensationsOnly()).isTrue();
    assertThat(exchange("fleet", "fleet.release")).isNotNull();
  }

  @Test
  void tenantDisabled_nothingAtAllIsPermitted() {
    world.logins.setTenant(LoginWorld.ALICE, true);

    assertRejected(() -> verify());
    assertRejected(() -> take("fleet.release"));
    assertRejected(() -> exchange("fleet", "fleet.release"));
    assertRejected(() -> renew());
    assertThat(world.delegations.worth().delegation(world.alices, token)).isEmpty();
    assertThat(world.delegations.worth().downstream(world.fleet, downstream)).isEmpty();
    assertThat(reasons()).contains("TENANT_DISABLED");
  }

  @Test
  void enabledAgain_itGoesOn() {
    world.logins.putAda(Set.of("rider"), true);
    assertRejected(() -> verify());

    world.logins.putAda(Set.of("rider"), false);

    assertThat(verify()).isNotNull();
  }

  private Verifying.Answer verify() {
    return world.verify(world.alices, token, DelegationWorld.execution(issued));
  }

  private Verifying.Answer take(String action) {
    return world.verify(world.alices, token, DelegationWorld.execution(issued), action);
  }

  private RawToken exchange(String service, String... actions) {
    return exchange(new Exchanging.Target.Service(service), actions);
  }

  private RawToken exchangeChild() {
    return exchange(
        new Exchanging.Target.Child("Child", "child-1", DelegationWorld.QUEUE), "billing.open");
  }

  private RawToken exchange(Exchanging.Target target, String... actions) {
    return world
        .exchange(
            new Exchanging.Question(
                token,
                Optional.of(DelegationWorld.execution(issued)),
                target,
                ActionSet.ofNames(actions)))
        .token();
  }

  private Object renew() {
    return world.renew(token, DelegationWorld.execution(issued), ShownProof.none());
  }

  private List<String> reasons() {
    return world.logins.events().stream()
        .filter(event -> event.type() != AuditEventType.ADMINISTERED)
        .map(event -> event.decision().reason())
        .toList();
  }

  private static void assertRejected(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DenialException.class,
            denial ->
                assertThat(denial.reason().publicReason())
                    .isEqualTo(DenialReason.DELEGATION_REJECTED));
  }
}

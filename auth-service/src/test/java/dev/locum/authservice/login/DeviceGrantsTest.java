package dev.locum.authservice.login;

import static dev.locum.authservice.fixture.LoginWorld.CLI;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoginWorld.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.token.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DG-1, DG-2 below HTTP: the device flow's states. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeviceGrantsTest {

  @TempDir private Path directory;
  private LoginWorld world;

  @BeforeEach
  void open() {
    world = LoginWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void poll_beforeAndAfterTheUserAllowed_answersTokensOnce_DG_2() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.PENDING));

    decide(device, true);

    DevicePoll.Granted granted = (DevicePoll.Granted) poll(device);
    assertThat(world.accessTokens.introspect(granted.tokens().access().token()))
        .isInstanceOf(Verification.Verified.class);
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.UNKNOWN));
  }

  @Test
  void poll_manyAtOnce_answersTokensOnce_DG_2() throws Exception {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    decide(device, true);
    Callable<DevicePoll> poll = () -> poll(device);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<DevicePoll> answers =
          threads.invokeAll(List.of(poll, poll, poll, poll)).stream()
              .map(Future::resultNow)
              .toList();

      assertThat(answers).filteredOn(DevicePoll.Granted.class::isInstance).hasSize(1);
      assertThat(world.events(AuditEventType.ACCESS_TOKEN_ISSUED)).hasSize(1);
    }
  }

  @Test
  void poll_tooFast_slowsDownForGood_DG_2() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    poll(device);
    world.clock.advance(Duration.ofSeconds(4));
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.TOO_FAST));

    world.clock.advance(Duration.ofSeconds(9));
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.TOO_FAST));

    world.clock.advance(Duration.ofSeconds(15));
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.PENDING));
  }

  @Test
  void poll_userRefused_isDeniedForGood_DG_2() {
    DeviceAuthorization device = world.devices.begin(CLIENT);

    decide(device, false);

    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.DENIED));
    assertThat(logins().getLast().decision().isAllowed()).isFalse();
    assertThat(question(device)).isEmpty();
  }

  @Test
  void poll_expired_saysSo_DG_2() {
    DeviceAuthorization undecided = world.devices.begin(CLIENT);
    DeviceAuthorization allowed = world.devices.begin(CLIENT);
    decide(allowed, true);

    world.clock.advance(Duration.ofMinutes(10));

    assertThat(poll(undecided)).isEqualTo(refused(DevicePoll.Reason.EXPIRED));
    assertThat(poll(allowed)).isEqualTo(refused(DevicePoll.Reason.EXPIRED));
    assertThat(question(undecided)).isEmpty();
  }

  @Test
  void poll_unknownCodeOrOtherClient_isUnknown_DG_2() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    decide(device, true);
    OpaqueToken made = OpaqueToken.generate(OpaqueToken.Kind.DEVICE_CODE, world.random);

    assertThat(world.devices.poll(made, CLIENT, CLI)).isEqualTo(refused(DevicePoll.Reason.UNKNOWN));
    assertThat(world.devices.poll(device.deviceCode(), "other-client", CLI))
        .isEqualTo(refused(DevicePoll.Reason.UNKNOWN));
    assertThat(poll(device)).isInstanceOf(DevicePoll.Granted.class);
  }

  @Test
  void poll_userDisabledAfterAllowing_getsNothingAndIsAudited() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    decide(device, true);

    world.putAda(Set.of("rider"), true);

    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.UNKNOWN));
    assertThat(world.events(AuditEventType.ACCESS_TOKEN_ISSUED))
        .singleElement()
        .satisfies(event -> assertThat(event.decision().reason()).isEqualTo("USER_DISABLED"));
  }

  @Test
  void trailOfASession_startsWithALoginInIt() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    decide(device, true);
    poll(device);

    String session =
        world.events(AuditEventType.ACCESS_TOKEN_ISSUED).getFirst().parties().session();
    assertThat(logins().getLast().parties().session()).isEqualTo(session);
    assertThat(logins().getLast().parties().subject()).isEqualTo(world.ada().subject().value());
  }

  @Test
  void decide_twice_countsOnce() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    BrowserLogin login = world.loginAda().orElseThrow();
    DeviceDecisions.Question question =
        world
            .devices
            .decisions()
            .find(device.userCode().display(), login, address("192.0.2.1"))
            .orElseThrow();

    assertThat(world.devices.decisions().decide(question, login, false, "c")).isTrue();
    assertThat(world.devices.decisions().decide(question, login, true, "c")).isFalse();
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.DENIED));
  }

  @Test
  void find_typedInAnyWay_findsIt() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    BrowserLogin login = world.loginAda().orElseThrow();
    String code = device.userCode().display();

    for (String typed :
        List.of(
            code,
            code.toLowerCase(java.util.Locale.ROOT),
            code.replace("-", ""),
            " " + code + " ")) {
      assertThat(world.devices.decisions().find(typed, login, address("192.0.2.1"))).isPresent();
    }
    assertThat(code).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
  }

  @Test
  void find_tooManyGuesses_findsNothingEvenWithTheRightCode_DG_2() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    BrowserLogin login = world.loginAda().orElseThrow();
    for (int i = 0; i < 10; i++) {
      assertThat(world.devices.decisions().find("BCDF-GHJK", login, address("192.0.2.1")))
          .isEmpty();
    }

    assertThat(
            world
                .devices
                .decisions()
                .find(device.userCode().display(), login, address("192.0.2.1")))
        .isEmpty();

    world.clock.advance(Duration.ofSeconds(30));
    assertThat(
            world
                .devices
                .decisions()
                .find(device.userCode().display(), login, address("192.0.2.1")))
        .isPresent();
  }

  @Test
  void find_anythingThatIsNoCode_findsNothing() {
    BrowserLogin login = world.loginAda().orElseThrow();

    for (String typed : List.of("", "AEIO-UYAE", "BCDF-GHJ", "' OR 1=1 --", "B".repeat(5000))) {
      assertThat(world.devices.decisions().find(typed, login, address("192.0.2.1"))).isEmpty();
    }
  }

  @Test
  void removeExpired_oldGrants_areGoneAfterAnHour() {
    DeviceAuthorization device = world.devices.begin(CLIENT);
    world.clock.advance(Duration.ofMinutes(70));

    assertThat(world.store.write(world.devices::removeExpired)).isEqualTo(1);
    assertThat(poll(device)).isEqualTo(refused(DevicePoll.Reason.UNKNOWN));
  }

  @Test
  void toString_secrets_areRedacted() {
    DeviceAuthorization device = world.devices.begin(CLIENT);

    assertThat(device.toString())
        .doesNotContain(device.deviceCode().reveal())
        .doesNotContain(device.userCode().display());
  }

  private void decide(DeviceAuthorization device, boolean isAllowed) {
    BrowserLogin login = world.loginAda().orElseThrow();
    DeviceDecisions.Question question =
        world
            .devices
            .decisions()
            .find(device.userCode().display(), login, address("192.0.2.1"))
            .orElseThrow();
    assertThat(world.devices.decisions().decide(question, login, isAllowed, "corr-decide"))
        .isTrue();
  }

  private Optional<DeviceDecisions.Question> question(DeviceAuthorization device) {
    BrowserLogin login = world.loginAda().orElseThrow();
    return world.devices.decisions().find(device.userCode().display(), login, address("192.0.2.1"));
  }

  private DevicePoll poll(DeviceAuthorization device) {
    return world.devices.poll(device.deviceCode(), CLIENT, CLI);
  }

  private List<AuditEvent> logins() {
    return world.events(AuditEventType.LOGIN);
  }

  private static DevicePoll refused(DevicePoll.Reason reason) {
    return DevicePoll.refused(reason);
  }
}

package dev.locum.authservice.login;

import static dev.locum.authservice.fixture.LoginWorld.ADAS_PASSWORD;
import static dev.locum.authservice.fixture.LoginWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.token.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused untried must neither fill the trail nor be missing in it. */
class LimitedAttemptsTest {

  private static final String WHY = "too many attempts from 203.0.113.9";

  private LoginWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = LoginWorld.open(directory);
    world.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void limited_ofOneAddressInAMinute_areOneRowAndOneNumber() {
    for (int i = 0; i < 50; i++) {
      guess("203.0.113.9", "user" + i);
    }
    assertThat(limited()).containsExactly(WHY);

    housekeeping();
    assertThat(limited()).hasSize(1);
    world.clock.advance(Duration.ofMinutes(1));
    housekeeping();
    housekeeping();

    assertThat(limited()).containsExactly(WHY, WHY + ": 19 more");
  }

  @Test
  void limited_inTheNextMinute_tellsOfThoseBefore() {
    for (int i = 0; i < 40; i++) {
      guess("203.0.113.9", "ada");
    }
    world.clock.advance(Duration.ofSeconds(61));
    for (int i = 0; i < 40; i++) {
      guess("203.0.113.9", "ada");
    }

    assertThat(limited()).containsExactly(WHY, WHY + ", and 34 more before");
  }

  @Test
  void limited_ofAnotherAddress_isARowOfItsOwn() {
    Stream.of("203.0.113.9", "203.0.113.10")
        .forEach(address -> {
          for (int i = 0; i < 7; i++) {
            guess(address, "ada");
          }
        });

    assertThat(limited()).hasSize(2);
  }

  /** Logins that succeed are work and rows, too. */
  @Test
  void attempts_thatSucceed_areBoundedByTime() {
    LoginAttempts attempts = new LoginAttempts(LoginLimits.defaults(), world.clock);
    int taken = 0;
    for (int i = 0; i < 400; i++) {
      taken +=
          attempts
              .begin("alice/ada", LoginWorld.address("203.0.113.9"))
              .map(attempt -> {
                attempt.doesNotCount();
                return 1;
              })
              .orElse(0);
    }

    assertThat(taken).isEqualTo(300);
    assertThat(attempts.begin("alice/ada", LoginWorld.address("203.0.113.10"))).isPresent();
    world.clock.advance(Duration.ofMillis(200));
    assertThat(attempts.begin("alice/ada", LoginWorld.address("203.0.113.9"))).isPresent();
  }

  private void guess(String address, String name) {
    assertThat(world.logins.login(request("alice", name, ADAS_PASSWORD + "?", address)))
        .isInstanceOf(Verification.Rejected.class);
  }

  private void housekeeping() {
    world.store.write(tx -> world.logins.removeExpired(tx));
  }

  private List<String> limited() {
    return world.events(AuditEventType.LOGIN).stream()
        .map(AuditEvent::decision)
        .filter(decision -> decision.reason().equals("LOGIN_RATE_LIMITED"))
        .map(decision -> decision.detail())
        .toList();
  }
}

package dev.locum.authservice.login;

import static dev.locum.authservice.fixture.LoginWorld.ADAS_PASSWORD;
import static dev.locum.authservice.fixture.LoginWorld.ALICE;
import static dev.locum.authservice.fixture.LoginWorld.OPERATOR;
import static dev.locum.authservice.fixture.LoginWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.user.UserSpec;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** S3-27: a right login is let in; a wrong one is not, is limited, and every one is audited. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LoginsTest {

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
  void login_rightPassword_isLetInAndAudited_S3_27() {
    BrowserLogin login = world.loginAda().orElseThrow();

    assertThat(login.account().user()).isEqualTo(world.ada());
    assertThat(world.logins.find(login.cookie())).isPresent();
    assertThat(world.events(AuditEventType.LOGIN))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.decision().isAllowed()).isTrue();
          assertThat(event.parties().subject()).isEqualTo(world.ada().subject().value());
          assertThat(event.parties().session()).isEqualTo(login.id());
          assertThat(event.correlationId()).isEqualTo("corr-login");
        });
  }

  @Test
  void login_anythingWrong_isRefusedAlikeAndAudited_S3_27() {
    world.users.put(
        new UserSpec(ALICE, new UserName("vic"), Set.of(), false), OPERATOR); // has no password
    world.forgetEvents();

    List<DenialReason> reasons =
        List.of(
            reason(login("alice", "ada", "wrong horse battery")),
            reason(login("alice", "nobody", ADAS_PASSWORD)),
            reason(login("nobody", "ada", ADAS_PASSWORD)),
            reason(login("bob", "ada", ADAS_PASSWORD)),
            reason(login("alice", "vic", "")),
            reason(login("ALICE", "Ada", ADAS_PASSWORD)),
            reason(login("", "", "")),
            reason(login("alice", "ada", ADAS_PASSWORD + " ")),
            reason(login("alice' OR '1'='1", "ada'--", "x".repeat(10_000))));

    assertThat(reasons).containsOnly(DenialReason.LOGIN_REJECTED);
    assertThat(world.events(AuditEventType.LOGIN))
        .hasSize(reasons.size())
        .allSatisfy(event -> assertThat(event.decision().reason()).isEqualTo("LOGIN_REJECTED"))
        .noneMatch(event -> event.toString().contains(ADAS_PASSWORD));
  }

  @Test
  void login_disabledUserOrTenant_isRefusedOnlyAfterTheRightPassword() {
    world.putAda(Set.of("rider"), true);
    assertThat(reason(login("alice", "ada", "wrong horse battery")))
        .isEqualTo(DenialReason.LOGIN_REJECTED);
    assertThat(reason(world.loginAda())).isEqualTo(DenialReason.USER_DISABLED);

    world.putAda(Set.of("rider"), false);
    world.setTenant(ALICE, true);
    assertThat(reason(world.loginAda())).isEqualTo(DenialReason.TENANT_DISABLED);
  }

  @Test
  void login_afterTooManyFailures_isRefusedUntried_S3_27() {
    for (int i = 0; i < 5; i++) {
      assertThat(reason(login("alice", "ada", "guess number " + i)))
          .isEqualTo(DenialReason.LOGIN_REJECTED);
    }

    assertThat(reason(login("alice", "ada", ADAS_PASSWORD)))
        .isEqualTo(DenialReason.LOGIN_RATE_LIMITED);
    assertThat(last().decision().reason()).isEqualTo("LOGIN_RATE_LIMITED");

    world.clock.advance(Duration.ofSeconds(30));
    assertThat(login("alice", "ada", ADAS_PASSWORD)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void login_victimOfAGuesserElsewhere_stillGetsIn() {
    for (int i = 0; i < 12; i++) {
      world.logins.login(request("alice", "ada", "guess number " + i, "203.0.113.9"));
    }

    assertThat(world.loginAda()).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void login_victimOfManyGuessersElsewhere_stillGetsInAndEachGuesserHasOneTry() {
    for (int i = 0; i < 20; i++) {
      guess("198.51.100." + i);
    }

    assertThat(reason(guess("203.0.113.1"))).isEqualTo(DenialReason.LOGIN_REJECTED);
    assertThat(reason(guess("203.0.113.1"))).isEqualTo(DenialReason.LOGIN_RATE_LIMITED);
    assertThat(world.loginAda()).isInstanceOf(Verification.Verified.class);
    assertThat(world.loginAda()).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void login_manyUsersFromOneAddress_areLimitedTogetherAndOtherAddressesAreNot() {
    for (int i = 0; i < 30; i++) {
      world.logins.login(request("alice", "user" + i, "one password for all", "203.0.113.9"));
    }

    assertThat(reason(world.logins.login(request("alice", "ada", ADAS_PASSWORD, "203.0.113.9"))))
        .isEqualTo(DenialReason.LOGIN_RATE_LIMITED);
    assertThat(world.loginAda()).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void login_addressesOfOneIpv6Network_countAsOne() {
    for (int i = 0; i < 5; i++) {
      guess("2001:db8:1:2::" + (i + 1));
    }

    assertThat(reason(guess("2001:db8:1:2:ffff::9"))).isEqualTo(DenialReason.LOGIN_RATE_LIMITED);
    assertThat(reason(guess("2001:db8:1:3::1"))).isEqualTo(DenialReason.LOGIN_REJECTED);
  }

  @Test
  void login_successes_useNothingUp() {
    for (int i = 0; i < 12; i++) {
      assertThat(world.loginAda()).isInstanceOf(Verification.Verified.class);
    }
  }

  @Test
  void login_manyGuessesAtOnce_areNotMoreThanOneByOne() throws Exception {
    List<Callable<DenialReason>> guesses =
        IntStream.range(0, 20)
            .<Callable<DenialReason>>mapToObj(i -> () -> reason(guess("203.0.113.9")))
            .toList();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<DenialReason> reasons =
          threads.invokeAll(guesses).stream().map(Future::resultNow).toList();

      assertThat(reasons).filteredOn(DenialReason.LOGIN_REJECTED::equals).hasSize(5);
      assertThat(reasons).filteredOn(DenialReason.LOGIN_RATE_LIMITED::equals).hasSize(15);
    }
  }

  @Test
  void find_cookieThatCountsNoMore_isEmpty() {
    BrowserLogin login = world.loginAda().orElseThrow();
    BrowserLogin other = world.loginAda().orElseThrow();

    world.logins.logout(login, "corr-logout");
    assertThat(world.logins.find(login.cookie())).isEmpty();
    assertThat(world.logins.find(other.cookie())).isPresent();

    world.clock.advance(Duration.ofMinutes(15));
    assertThat(world.logins.find(other.cookie())).isEmpty();
  }

  @Test
  void find_cookieOfADisabledUser_isEmpty() {
    BrowserLogin login = world.loginAda().orElseThrow();

    world.putAda(Set.of("rider"), true);

    assertThat(world.logins.find(login.cookie())).isEmpty();
  }

  private Verification<BrowserLogin> login(String tenant, String name, String password) {
    return world.logins.login(request(tenant, name, password, "192.0.2.1"));
  }

  private Verification<BrowserLogin> guess(String address) {
    return world.logins.login(request("alice", "ada", "a guess of somebody", address));
  }

  private AuditEvent last() {
    return world.events().getLast();
  }

  private static DenialReason reason(Verification<?> verification) {
    assertThat(verification).isInstanceOf(Verification.Rejected.class);
    return ((Verification.Rejected<?>) verification).rejection().reason();
  }
}

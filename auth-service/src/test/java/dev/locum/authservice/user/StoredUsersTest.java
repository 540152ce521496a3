package dev.locum.authservice.user;

import static dev.locum.authservice.fixture.LoginWorld.ADA;
import static dev.locum.authservice.fixture.LoginWorld.ALICE;
import static dev.locum.authservice.fixture.LoginWorld.BOB;
import static dev.locum.authservice.fixture.LoginWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users in the store, and the events of their administration. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StoredUsersTest {

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
  void put_newUser_getsAFreshSubject() {
    User vic = put("vic", Set.of("viewer"), false);

    assertThat(vic.subject()).isNotEqualTo(world.ada().subject());
    assertThat(world.users.find(vic.subject())).contains(vic);
    assertThat(world.users.find(ALICE, new UserName("vic"))).contains(vic);
  }

  @Test
  void put_sameNameAgain_replacesAndKeepsTheSubject() {
    User before = world.ada();

    User after = put("ada", Set.of("viewer"), true);

    assertThat(after.subject()).isEqualTo(before.subject());
    assertThat(world.ada()).isEqualTo(after);
    assertThat(after.roles()).containsExactly("viewer");
    assertThat(after.disabled()).isTrue();
  }

  @Test
  void put_sameNameInAnotherTenant_isAnotherUser() {
    User other = world.users.put(new UserSpec(BOB, ADA, Set.of(), false), OPERATOR);

    assertThat(other.subject()).isNotEqualTo(world.ada().subject());
    assertThat(world.users.list(BOB)).extracting(User::name).containsExactly(ADA, LoginWorld.BEN);
    assertThat(world.users.list(ALICE)).extracting(User::name).containsExactly(ADA);
  }

  @Test
  void put_unknownTenant_isRefused() {
    UserSpec spec = new UserSpec(new TenantId("nobody"), ADA, Set.of(), false);

    assertThatThrownBy(() -> world.users.put(spec, OPERATOR))
        .isInstanceOfSatisfying(
            DenialException.class,
            denial -> assertThat(denial.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND));
    assertThat(world.events()).isEmpty();
  }

  @Test
  void setPassword_unknownUser_isRefused() {
    assertThatThrownBy(() ->
            world.users.setPassword(
                ALICE, new UserName("nobody"), Password.chosen("x".repeat(12)), OPERATOR))
        .isInstanceOfSatisfying(
            DenialException.class,
            denial -> assertThat(denial.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND));
  }

  @Test
  void everyChange_isOneEventWithoutTheSecret() {
    put("vic", Set.of(), false);
    world.users.setPassword(ALICE, ADA, Password.chosen("a new password of hers"), OPERATOR);

    List<AuditEvent> events = world.events(AuditEventType.ADMINISTERED);
    assertThat(events).hasSize(2).isEqualTo(world.events());
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.parties().actor()).isEqualTo("operator");
          assertThat(event.parties().tenant()).isEqualTo("alice");
          assertThat(event.correlationId()).isEqualTo("corr-operator");
          assertThat(event.toString()).doesNotContain("a new password").doesNotContain("argon2");
        });
    assertThat(events.get(1).parties().subject()).isEqualTo(world.ada().subject().value());
  }

  @Test
  void list_unknownTenant_isEmpty() {
    assertThat(world.users.list(new TenantId("nobody"))).isEmpty();
  }

  @Test
  void spec_tooManyOrMalformedRoles_isRefused() {
    Set<String> many =
        IntStream.range(0, 65).mapToObj(i -> "role-" + i).collect(Collectors.toSet());

    assertThatThrownBy(() -> new UserSpec(ALICE, ADA, many, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UserSpec(ALICE, ADA, Set.of("two words"), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void userName_malformed_isRefusedWithoutShowingIt() {
    for (String name : List.of("", "Ada", "-ada", "a b", "ad\u00e4", "a".repeat(64), "ada\n")) {
      assertThatThrownBy(() -> new UserName(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("user name: refused (expected: [a-z0-9][a-z0-9._-]{0,62})");
    }
  }

  private User put(String name, Set<String> roles, boolean disabled) {
    return world.users.put(new UserSpec(ALICE, new UserName(name), roles, disabled), OPERATOR);
  }
}

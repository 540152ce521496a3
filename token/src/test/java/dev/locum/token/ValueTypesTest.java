package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the value types refuse, and the algebra of action sets. */
final class ValueTypesTest {

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "a b",
          "a\n",
          "a\u0000",
          "*",
          "a/b",
          "../a",
          "ä",
          "a\"b",
          "a'b",
          "a".repeat(300));

  @Test
  void identifiers_ofHostileForm_areRefused() {
    Map<String, Function<String, Object>> types =
        Map.of(
            "subject", Subject::new,
            "tenant", TenantId::new,
            "token id", TokenId::new,
            "session", SessionId::new,
            "delegation", DelegationId::new,
            "workload", WorkloadId::new,
            "action", Action::new);

    types.forEach((name, type) -> {
      for (String text : HOSTILE) {
        assertThatThrownBy(() -> type.apply(text))
            .as("%s %s", name, text)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageNotContaining("../a");
      }
    });
  }

  @Test
  void workloadsAndTenants_areLowerCaseLabels() {
    for (String text : List.of("Alice", "1alice", "-alice", "al_ice", "al.ice", "a".repeat(64))) {
      assertThatThrownBy(() -> new WorkloadId(text)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new TenantId(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void issuerAndAudience_withSpaceQuoteOrControl_areRefused() {
    for (String text : List.of("", "a b", "a\"", "a\\", "a\n", "é", "a".repeat(256))) {
      assertThatThrownBy(() -> new Issuer(text)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Audience(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void scope_parsedAndPrinted_isTheSame() {
    Random random = new Random(6749);
    for (int i = 0; i < 1_000; i++) {
      ActionSet set = random(random);

      assertThat(ActionSet.parse(set.toScope())).isEqualTo(set);
    }
  }

  @Test
  void scope_ofAnotherForm_isRefused() {
    for (String text :
        List.of(" ", "a ", " a", "a  b", "a\tb", "a,b", "A", "a.", ".a", "a..b", "a *")) {
      assertThatThrownBy(() -> ActionSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Property: no operation of a set adds an action. */
  @Test
  void actionSet_anyOperation_onlyNarrows() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      ActionSet one = random(random);
      ActionSet other = random(random);

      assertThat(one.containsAll(one.intersect(other))).isTrue();
      assertThat(other.containsAll(one.intersect(other))).isTrue();
      assertThat(one.containsAll(one.without(other))).isTrue();
      assertThat(one.without(other).intersect(other).isEmpty()).isTrue();
      assertThat(one.intersect(other)).isEqualTo(other.intersect(one));
      assertThat(one.intersect(other).size() + one.without(other).size()).isEqualTo(one.size());
    }
  }

  @Test
  void actionSet_handedOut_cannotBeChanged() {
    ActionSet set = ActionSet.ofNames("a", "b");

    assertThatThrownBy(() -> set.toSet().add(new Action("c")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> set.iterator().remove())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void actionSet_ofTooMany_isRefused() {
    List<String> names = IntStream.range(0, 65).mapToObj(i -> "a" + i).toList();

    assertThatThrownBy(() -> ActionSet.ofNames(names)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ActionSet.ofNames(names.subList(0, 64)).size()).isEqualTo(64);
  }

  @Test
  void actors_beyondTheLongestChain_areRefused() {
    Actor chain = Actor.of(new WorkloadId("w"));
    for (int i = 1; i < Actor.MAX_CHAIN; i++) {
      chain = chain.then(new WorkloadId("w"));
    }
    Actor longest = chain;

    assertThatThrownBy(() -> longest.then(new WorkloadId("w")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void roles_tooManyOrOdd_areRefused() {
    Set<String> many = IntStream.range(0, 65).mapToObj(i -> "r" + i).collect(Collectors.toSet());
    for (Set<String> roles : List.of(many, Set.of(""), Set.of("a b"), Set.of("a".repeat(64)))) {
      assertThatThrownBy(() ->
              new AccessClaims(
                  new Subject("s"),
                  new TenantId("t"),
                  "client",
                  new Audience("a"),
                  roles,
                  new SessionId("s")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void life_withFractionsOrBackwards_isRefused() {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    TokenId id = new TokenId("j");
    assertThatThrownBy(() -> new TokenLife(id, noon, noon))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenLife(id, noon, noon.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenLife(id, noon, noon.plusMillis(1500)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rawToken_emptyOrTooLong_isRefused() {
    assertThatThrownBy(() -> RawToken.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RawToken.of("a".repeat(RawToken.MAX_LENGTH + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(RawToken.of("a".repeat(RawToken.MAX_LENGTH)).reveal()).hasSize(RawToken.MAX_LENGTH);
  }

  @Test
  void rawTokens_ofTheSameText_areEqual() {
    assertThat(RawToken.of("a.b.c"))
        .isEqualTo(RawToken.of("a.b.c"))
        .isNotEqualTo(RawToken.of("a.b.d"));
    assertThat(RawToken.of("a.b.c")).hasSameHashCodeAs(RawToken.of("a.b.c"));
  }

  @Test
  void workflowScope_isExact() {
    WorkflowScope scope = TestAuthority.delegationClaims().scope();

    assertThat(scope.permitsQueue("queue-alice")).isTrue();
    for (String queue : List.of("Queue-alice", "queue-alice ", "queue", "", "queue-bob")) {
      assertThat(scope.permitsQueue(queue)).isFalse();
    }
    assertThatThrownBy(
            () -> new WorkflowScope(scope.tenant(), "n", "t", "i", Collections.nCopies(17, "q")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Actor.of(new WorkloadId("w")).previous()).isEqualTo(Optional.empty());
  }

  private static ActionSet random(Random random) {
    return ActionSet.of(
        List.of("a", "b", "c.d", "c.e", "f-g").stream()
            .filter(name -> random.nextBoolean())
            .map(Action::new)
            .toList());
  }
}

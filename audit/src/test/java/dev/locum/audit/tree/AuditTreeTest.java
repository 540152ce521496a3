package dev.locum.audit.tree;

import static dev.locum.audit.AuditEventType.ACCESS_TOKEN_ISSUED;
import static dev.locum.audit.AuditEventType.DELEGATION_BOUND;
import static dev.locum.audit.AuditEventType.DELEGATION_CLOSED;
import static dev.locum.audit.AuditEventType.DELEGATION_EXCHANGED;
import static dev.locum.audit.AuditEventType.DELEGATION_ISSUED;
import static dev.locum.audit.AuditEventType.DELEGATION_RENEWED;
import static dev.locum.audit.AuditEventType.DELEGATION_VERIFIED;
import static dev.locum.audit.AuditEventType.DOWNSTREAM_CALLED;
import static dev.locum.audit.AuditEventType.LOGIN;
import static dev.locum.audit.AuditEventType.SERVICE_TOKEN_ISSUED;
import static dev.locum.audit.AuditEventType.WORK_REQUESTED;
import static dev.locum.audit.AuditEventType.WORK_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import dev.locum.audit.TestEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** S2-19, S3-89: a run is rebuilt from its trail, from the login to the last downstream call. */
final class AuditTreeTest {

  private static final List<AuditEvent> TRAIL =
      List.of(
          event(1, LOGIN, "", "").session("s").made(),
          event(2, ACCESS_TOKEN_ISSUED, "at", "").session("s").made(),
          event(3, WORK_REQUESTED, "at", "").correlation("c").session("s").made(),
          event(4, DELEGATION_ISSUED, "dt", "at").correlation("c").delegation("d", "trip-1").made(),
          event(5, WORK_STARTED, "", "").correlation("c").delegation("d", "trip-1").made(),
          event(6, DELEGATION_BOUND, "", "").correlation("c").delegation("d", "trip-1").made(),
          event(7, DELEGATION_VERIFIED, "dt", "").delegation("d", "trip-1").made(),
          event(8, DELEGATION_EXCHANGED, "ds", "dt").delegation("d", "trip-1").made(),
          event(9, DOWNSTREAM_CALLED, "ds", "").delegation("d", "trip-1").made(),
          event(10, SERVICE_TOKEN_ISSUED, "st", "").made(),
          event(11, DOWNSTREAM_CALLED, "st", "").delegation("", "trip-1").made(),
          event(12, DELEGATION_CLOSED, "", "").delegation("d", "trip-1").made());

  @Test
  void of_aWholeTrail_leadsFromTheLoginToTheLastCall() {
    assertThat(drawn(TRAIL))
        .containsExactly(
            "01 LOGIN NONE",
            "└─ 02 ACCESS_TOKEN_ISSUED SESSION",
            "   └─ 03 WORK_REQUESTED TOKEN",
            "      ├─ 04 DELEGATION_ISSUED CORRELATION",
            "      │  ├─ 06 DELEGATION_BOUND DELEGATION",
            "      │  ├─ 07 DELEGATION_VERIFIED TOKEN",
            "      │  ├─ 08 DELEGATION_EXCHANGED TOKEN",
            "      │  │  └─ 09 DOWNSTREAM_CALLED TOKEN",
            "      │  ├─ 11 DOWNSTREAM_CALLED DELEGATION",
            "      │  └─ 12 DELEGATION_CLOSED DELEGATION",
            "      └─ 05 WORK_STARTED CORRELATION",
            "10 SERVICE_TOKEN_ISSUED NONE");
  }

  @Test
  void of_theSameEventsInAnyOrderAndTwice_isTheSameTree() {
    List<String> expected = drawn(TRAIL);
    for (int seed = 0; seed < 50; seed++) {
      List<AuditEvent> shuffled = new ArrayList<>(TRAIL);
      shuffled.addAll(TRAIL);
      Collections.shuffle(shuffled, new Random(seed));

      assertThat(drawn(shuffled)).isEqualTo(expected);
    }
  }

  // A worker whose clock is slow verifies "before" the issue; the token says what came from what.
  @Test
  void of_eventsWithClocksApart_keepsTheTokensOrder() {
    assertThat(
            drawn(
                List.of(
                    event(1, DELEGATION_VERIFIED, "dt", "").made(),
                    event(2, DELEGATION_ISSUED, "dt", "").made())))
        .containsExactly("02 DELEGATION_ISSUED NONE", "└─ 01 DELEGATION_VERIFIED TOKEN");
  }

  @Test
  void of_manyRenewals_putsThemBesideEachOther() {
    assertThat(
            drawn(
                List.of(
                    event(1, DELEGATION_ISSUED, "t1", "").made(),
                    event(2, DELEGATION_RENEWED, "t2", "t1").made(),
                    event(3, DELEGATION_RENEWED, "t3", "t2").made(),
                    event(4, DELEGATION_VERIFIED, "t3", "").made())))
        .containsExactly(
            "01 DELEGATION_ISSUED NONE",
            "├─ 02 DELEGATION_RENEWED TOKEN",
            "└─ 03 DELEGATION_RENEWED TOKEN",
            "   └─ 04 DELEGATION_VERIFIED TOKEN");
  }

  // A refused issue issued nothing, whatever token id it names.
  @Test
  void of_aRefusedIssue_isNobodysOrigin() {
    assertThat(
            drawn(
                List.of(
                    event(1, DELEGATION_ISSUED, "dt", "").refused().made(),
                    event(2, DELEGATION_VERIFIED, "dt", "").made())))
        .containsExactly("01 DELEGATION_ISSUED NONE", "02 DELEGATION_VERIFIED NONE");
  }

  @Test
  void of_tokensInACircle_holdsEachEventOnce() {
    AuditTree tree =
        AuditTree.of(
            List.of(
                event(1, DELEGATION_EXCHANGED, "a", "c").made(),
                event(2, DELEGATION_EXCHANGED, "b", "a").made(),
                event(3, DELEGATION_EXCHANGED, "c", "b").made(),
                event(4, DELEGATION_RENEWED, "r", "s").made(),
                event(5, DELEGATION_RENEWED, "s", "r").made(),
                event(6, DELEGATION_ISSUED, "self", "self").made()));

    assertThat(tree.rows().stream().map(row -> row.node().event().id()))
        .hasSize(6)
        .doesNotHaveDuplicates();
  }

  @Test
  void of_anyEvents_holdsEachOnce() {
    Random random = new Random(19);
    AuditEventType[] types = AuditEventType.values();
    for (int round = 0; round < 200; round++) {
      List<AuditEvent> events = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        events.add(
            event(i, types[random.nextInt(types.length)], name(random), name(random))
                .correlation(name(random))
                .session(name(random))
                .delegation(name(random), name(random))
                .made());
      }

      Stream<String> ids = AuditTree.of(events).rows().stream().map(row -> row.node().event().id());

      assertThat(ids)
          .containsExactlyInAnyOrderElementsOf(events.stream().map(AuditEvent::id).toList());
    }
  }

  @Test
  void rows_ofAVeryDeepTree_doNotExhaustTheStack() {
    List<AuditEvent> chain = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      chain.add(event(i, DELEGATION_EXCHANGED, "t" + (i + 1), "t" + i).made());
    }

    assertThat(AuditTree.of(chain).rows()).hasSize(5_000);
  }

  @Test
  void of_noEvents_isEmpty() {
    assertThat(AuditTree.of(List.of()).roots()).isEmpty();
  }

  private static String name(Random random) {
    return List.of("", "a", "b", "c", "d").get(random.nextInt(5));
  }

  private static List<String> drawn(List<AuditEvent> events) {
    return AuditTree.of(events).rows().stream()
        .map(row ->
            row.guide()
                + row.node().event().id()
                + " "
                + row.node().event().type()
                + " "
                + row.node().edge())
        .toList();
  }

  private static Made event(int order, AuditEventType type, String token, String parentToken) {
    return new Made(order, type, new AuditTokens(token, parentToken, ""));
  }

  /** An event whose order is its id and its time. */
  private static final class Made {
    private final int order;
    private final AuditEventType type;
    private final AuditTokens tokens;
    private AuditParties parties = AuditParties.of("auth-service", "auth-service");
    private AuditExecution execution = AuditExecution.none();
    private AuditDecision decision = AuditDecision.allowed();
    private String correlation = "";

    Made(int order, AuditEventType type, AuditTokens tokens) {
      this.order = order;
      this.type = type;
      this.tokens = tokens;
    }

    Made session(String session) {
      parties = parties.inSession(session);
      return this;
    }

    Made correlation(String id) {
      correlation = id;
      return this;
    }

    Made delegation(String id, String workflowId) {
      execution =
          AuditExecution.ofDelegation(id).withWorkflow("default", "TripWorkflow", workflowId);
      return this;
    }

    Made refused() {
      decision = AuditDecision.refused("ROLE_LACKS_ROUTE", "");
      return this;
    }

    AuditEvent made() {
      return new AuditEvent(
          String.format("%02d", order),
          TestEvents.NOW.plus(Duration.ofSeconds(order)),
          type,
          decision,
          parties,
          execution,
          tokens,
          correlation);
    }
  }
}

package dev.locum.worker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.worker.context.HttpCall;
import dev.locum.worker.context.HttpReply;
import dev.locum.worker.context.LocumContext;
import org.junit.jupiter.api.Test;

/** S2-20: an activity runs in a unit test with a mock context and no server. */
final class LocumTestContextTest {

  @Test
  void activity_insideAMockContext_seesItsUser() throws Exception {
    String answer = LocumTestContext.of("ada", "alice").call(this::activity);

    assertThat(answer).isEqualTo("ada@alice");
  }

  @Test
  void activity_outsideAnyContext_failsWithAClearError() {
    assertThatThrownBy(this::activity)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no LocumContext")
        .hasMessageContaining("LocumTestContext");
  }

  @Test
  void context_afterwards_isGone() throws Exception {
    LocumTestContext.of("ada", "alice").call(this::activity);

    assertThatThrownBy(LocumContext::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void downstream_thatTheTestGave_answers() throws Exception {
    HttpReply reply =
        LocumTestContext.of("ada", "alice")
            .http("billing", call -> new HttpReply(200, call.path()))
            .call(() -> LocumContext.current().http("billing").send(HttpCall.get("/tabs")));

    assertThat(reply.body()).isEqualTo("/tabs");
  }

  @Test
  void downstream_thatTheTestDidNotGive_doesNotExist() {
    LocumTestContext context = LocumTestContext.of("ada", "alice");

    assertThatThrownBy(() -> context.run(() -> LocumContext.current().grpc("fleet")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fleet");
  }

  @Test
  void actions_thatTheTestGave_areThere() throws Exception {
    assertThat(
            LocumTestContext.of("ada", "alice")
                .actions("fleet.reserve")
                .call(() -> LocumContext.current().actions()))
        .containsExactly("fleet.reserve");
  }

  private String activity() {
    LocumContext context = LocumContext.current();
    return context.principal().userId() + "@" + context.principal().tenantId();
  }
}

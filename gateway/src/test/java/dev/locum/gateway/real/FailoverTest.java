package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.fixture.GatewayChild;
import dev.locum.gateway.fixture.SteadyWork;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.token.TestIssuer;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Temporal with two frontends, of which one is killed under work, comes back, and then the other
 * is. The gateway is a process of its own with both in its list. Worker and client are the plain
 * SDK and are not helped.
 */
@Tag("real-temporal")
final class FailoverTest {

  private static final int WORKS = 60;

  @TempDir private Path directory;

  @Test
  void frontendThatIsKilled_losesNoWork_andIsUsedAgainWhenItIsBack() throws Exception {
    FakeWorld world = FakeWorld.demo();
    world.with(FakeWorkload.starter("alice-starter", "alice", "queue-alice"));
    world.with(FakeNamespace.shared("default").asking(DelegationRule.DELEGATION_RULE_IGNORED));
    try (TwoFrontends temporal = TwoFrontends.start(directory, "default");
        FakeAuthService authService =
            FakeAuthService.start(TestIssuer.at(Clock.systemUTC()), world);
        GatewayChild gateway =
            new GatewayChild(
                    directory.resolve("gateway"),
                    authService.address(),
                    temporal.address(1),
                    temporal.address(2))
                .start();
        SteadyWork work = SteadyWork.start("127.0.0.1:" + gateway.port(), WORKS)) {
      work.awaitDone("a first share, by the first frontend", 10);
      temporal.kill(1);
      work.awaitDone("a second share, by the second frontend", 25);
      assertThat(temporal.isUp(1)).as("the first is still away").isFalse();
      temporal.start(1);
      temporal.kill(2);
      work.awaitDone("a third share, by the first frontend again", 40);
      assertThat(temporal.isUp(2)).as("the second is still away").isFalse();

      work.assertAllEnd();
    }
  }
}

package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.fixture.GatewayChild;
import dev.locum.gateway.fixture.SteadyWork;
import dev.locum.gateway.fixture.TcpRelay;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.token.TestIssuer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Temporal ends and comes back under work, at the same place and with what it knew; before
 * and after that one of its two addresses is away. Two replicas of the gateway are before it, as
 * processes of their own. Worker and client are the plain SDK and are not helped.
 */
@Tag("real-temporal")
final class RestartTest {

  private static final int WORKS = 60;

  @TempDir private Path directory;

  @Test
  void temporalThatIsKilledAndStartedAgain_andAddressesThatGoAway_loseNoWork() throws Exception {
    FakeWorld world = FakeWorld.demo();
    world.with(FakeWorkload.starter("alice-starter", "alice", "queue-alice"));
    world.with(FakeNamespace.shared("default").asking(DelegationRule.DELEGATION_RULE_IGNORED));
    try (RealTemporal temporal = RealTemporal.lasting(directory, List.of("default"));
        FakeAuthService authService =
            FakeAuthService.start(TestIssuer.at(Clock.systemUTC()), world);
        TcpRelay first = TcpRelay.before(List.of(temporal.port()));
        TcpRelay second = TcpRelay.before(List.of(temporal.port()));
        GatewayChild one = child("one", authService, first, second).start();
        GatewayChild other = child("other", authService, first, second).start();
        TcpRelay balancer = TcpRelay.before(List.of(one.port(), other.port()));
        SteadyWork work = SteadyWork.start(balancer.target(), WORKS)) {
      work.awaitDone("a first share", 10);
      first.cut();
      work.awaitDone("a second share, by the second address", 20);
      long before = temporal.pid();
      temporal.restart();
      assertThat(temporal.pid()).as("a process of its own").isNotEqualTo(before);
      work.awaitDone("a third share, at the Temporal that was started again", 35);
      first.mend();
      second.cut();
      work.awaitDone("a fourth share, by the first address again", 45);

      work.assertAllEnd();
    }
  }

  private GatewayChild child(
      String name, FakeAuthService authService, TcpRelay first, TcpRelay second) throws Exception {
    return new GatewayChild(
        directory.resolve(name), authService.address(), first.target(), second.target());
  }
}

package dev.locum.gateway;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas behind a load balancer, as processes of their own, under work: either is killed, and
 * Temporal goes away, and no work is lost. Worker and client are the plain SDK and are not helped.
 * {@link dev.locum.gateway.real.RestartTest} ends a real Temporal.
 */
class ReplicasTest {

  private static final int WORKS = 60;

  @TempDir Path directory;

  @Test
  void killedReplicasAndATemporalThatGoesAway_loseNoWork() throws Exception {
    FakeWorld world = FakeWorld.demo();
    world.with(FakeWorkload.starter("alice-starter", "alice", "queue-alice"));
    world.with(FakeNamespace.shared("default").asking(DelegationRule.DELEGATION_RULE_IGNORED));
    try (EmbeddedTemporal engine = EmbeddedTemporal.start();
        FakeAuthService authService =
            FakeAuthService.start(TestIssuer.at(Clock.systemUTC()), world);
        TcpRelay temporal = TcpRelay.before(List.of(engine.address().getPort()));
        GatewayChild one = child("one", authService, temporal).start();
        GatewayChild other = child("other", authService, temporal).start();
        TcpRelay balancer = TcpRelay.before(List.of(one.port(), other.port()));
        SteadyWork work = SteadyWork.start(balancer.target(), WORKS)) {
      work.awaitDone("a first share", 10);
      one.kill();
      work.awaitDone("a second share, at one replica", 20);
      one.start();
      other.kill();
      work.awaitDone("a third share, at the other", 30);
      temporal.cut();
      other.start();
      temporal.mend();

      work.assertAllEnd();
    }
  }

  private GatewayChild child(String name, FakeAuthService authService, TcpRelay temporal)
      throws Exception {
    return new GatewayChild(directory.resolve(name), authService.address(), temporal.target());
  }
}

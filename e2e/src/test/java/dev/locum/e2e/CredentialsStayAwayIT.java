package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.e2e.fixture.SecretScan;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.Part;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import io.grpc.ManagedChannel;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a user's credentials are while their work runs: nowhere but with the user. */
final class CredentialsStayAwayIT {

  private final Deployment deployment = Deployment.shared();

  @TempDir private Path scratch = Path.of(".");

  /** S2-04. */
  @Test
  void accessToken_isNowhereInTriggerOrWorker_onceTheStartReturned() throws Exception {
    StoredTokens login = deployment.stage().logIn("ada");
    String signature = signatureOf(login.accessToken().reveal());

    String work = startAndLeave(login);

    for (Part part : List.of(Part.TRIGGER, Part.ALICE_WORKER)) {
      assertThat(SecretScan.heapHolds(deployment.pid(part), signature, scratch))
          .as(part.id() + " holds the user's token in memory")
          .isFalse();
    }
    assertThat(SecretScan.filesHolding(deployment.topology().state().root(), signature)).isEmpty();
    deployment.stage().clientOf("ada").endDrive(work);
  }

  /** S3-25: not even what was not collected yet. */
  @Test
  void passwordAccessTokenAndRefreshToken_neverReachTheWorker() throws Exception {
    StoredTokens login = deployment.stage().logIn("ada");
    String password = deployment.topology().state().read("users/ada.password");

    String work = startAndLeave(login);
    deployment.stage().clientOf("ada").endDrive(work);
    deployment.stage().clientOf("ada").result(work);

    long worker = deployment.pid(Part.ALICE_WORKER);
    for (String secret :
        List.of(
            signatureOf(login.accessToken().reveal()), login.refreshToken().reveal(), password)) {
      assertThat(SecretScan.heapOrGarbageHolds(worker, secret, scratch)).isFalse();
      assertThat(
              SecretScan.filesHolding(deployment.topology().state().file("alice-worker"), secret))
          .isEmpty();
    }
  }

  /** The scan finds what is there: in this process, which is the user's, the token is. */
  @Test
  void scan_findsTheTokenWhereItIs() throws Exception {
    StoredTokens login = deployment.stage().logIn("ada");
    Path dump = scratch.resolve("own.hprof");

    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), true);

    assertThat(SecretScan.fileHolds(dump, signatureOf(login.accessToken().reveal()))).isTrue();
    assertThat(
            SecretScan.heapHolds(
                deployment.pid(Part.ALICE_WORKER), deployment.topology().issuer().value(), scratch))
        .isTrue();
    Files.delete(dump);
  }

  /** Starts a long drive over a connection of its own, which is closed afterwards. */
  private String startAndLeave(StoredTokens login) throws Exception {
    ManagedChannel channel =
        RpcChannel.to("localhost:" + deployment.topology().ports().trigger())
            .trusting(deployment.topology().certificateAuthority())
            .open();
    try {
      StartWorkResponse accepted =
          TripClient.with(channel, login.accessToken().reveal())
              .start(
                  World.ROUTE,
                  Trip.json(deployment.freshVehicle(), 300),
                  UUID.randomUUID().toString());
      return accepted.getWorkflowId();
    } finally {
      channel.shutdownNow();
    }
  }

  private static String signatureOf(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }
}

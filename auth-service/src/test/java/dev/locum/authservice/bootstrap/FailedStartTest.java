package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.testkit.await.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails leaves nothing running, so that it can be tried again. */
@Timeout(60)
final class FailedStartTest {

  private @TempDir Path directory;

  @Test
  void start_onATakenAddress_leavesNoThreadThatExportsTraces() throws Exception {
    try (LoginWorld beside = LoginWorld.open(directory);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProcessWorld.prepare(beside, directory);
      AuthServiceSettings settings =
          new SettingsLoader(Map.of())
              .parse(
                  ProcessWorld.yaml(taken.getLocalPort(), 0, "sqlite: locum.db")
                      + "  traces: {endpoint: 'http://127.0.0.1:1'}\n",
                  directory,
                  AuthServiceSettings.class);
      Set<Thread> before = exporting();

      assertThatThrownBy(() -> AuthServiceProcess.start(settings, Clock.systemUTC()))
          .isInstanceOf(Exception.class);

      Await.until(
          "its thread has ended", Duration.ofSeconds(20), () -> before.containsAll(exporting()));
      assertThat(before).containsAll(exporting());
    }
  }

  private static Set<Thread> exporting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("locum-traces") && thread.isAlive())
        .collect(Collectors.toSet());
  }
}

package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.e2e.fixture.Application;
import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.net.FreePort;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum up} as a process: how it starts, how it does not, and what it leaves behind. */
final class LauncherIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Below the time that it gives its parts, on a machine that is busy with other things. */
  private static final long SECONDS_TO_FOLLOW = 10;

  private static final int TEMPORAL = 7233;

  @TempDir private Path scratch = Path.of(".");

  @Test
  void launcherThatIsInterrupted_endsWhatItStarted() throws Exception {
    Process up = up("--free-ports");
    List<ProcessHandle> children = childrenOnceUp(up);

    up.destroy();

    assertThat(children).isNotEmpty();
    awaitEnd(children);
    assertThat(up.waitFor(SECONDS_TO_FOLLOW, TimeUnit.SECONDS))
        .as("it waits for nothing when its parts have ended")
        .isTrue();
  }

  /** Nobody is left to end them, so they must see it themselves. */
  @Test
  void launcherThatIsKilled_leavesNoProcessBehind() throws Exception {
    Process up = up("--free-ports");
    List<ProcessHandle> children = childrenOnceUp(up);

    up.destroyForcibly();

    assertThat(children).isNotEmpty();
    awaitEnd(children);
  }

  private static void awaitEnd(List<ProcessHandle> children) {
    Await.until(
        "the children end", LIMIT, () -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void launcherWhosePortIsTaken_saysWhichAndStartsNothing() throws Exception {
    try (Closeable _ = takenPort()) {
      Process up = up();

      assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).isNotZero();
      assertThat(output())
          .contains(String.valueOf(TEMPORAL))
          .contains("--free-ports")
          .doesNotContain("\tat ");
      assertThat(scratch.resolve("state")).isEmptyDirectory();
    }
  }

  /** A Temporal of somebody's is asked first, and is never replaced by an embedded one. */
  @Test
  void launcherWhoseTemporalDoesNotAnswer_saysSoAndStartsNothing() throws Exception {
    int nobody = FreePort.find();

    Process up = up("--free-ports", "--temporal", "127.0.0.1:" + nobody);

    assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(2);
    assertThat(output())
        .contains("Temporal at 127.0.0.1:" + nobody + " does not answer")
        .doesNotContain("\tat ");
    assertThat(scratch.resolve("state")).isEmptyDirectory();
  }

  /** One that runs already: the world is put there, and no engine of our own is started. */
  @Test
  void launcherBeforeATemporalThatRuns_standsBeforeIt() throws Exception {
    try (EmbeddedTemporal theirs = EmbeddedTemporal.start()) {
      Process up = up("--free-ports", "--temporal", theirs.target());
      childrenOnceUp(up);

      Await.until("it says so", LIMIT, () -> output().contains(theirs.target() + " (yours)"));
      assertThat(Files.readString(scratch.resolve("state/gateway/locum.yaml")))
          .contains(theirs.target());

      up.destroy();
      assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  /** S4-08: a scheduler and a client call the services of a topology as themselves. */
  @Test
  void callersOfTheExample_withTheConfigurationsOfUp_areLetIn() throws Exception {
    Process up = up("--free-ports");
    childrenOnceUp(up);

    Process catalog = caller("catalog");
    assertThat(catalog.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(catalog.exitValue()).as(said("catalog")).isZero();
    assertThat(said("catalog")).contains("alice: ", "the first [car-1");
    Process scheduler = caller("scheduler");
    Await.until("it has surveyed", LIMIT, () -> said("scheduler").contains("bob: 0 left behind"));
    scheduler.destroy();
    assertThat(scheduler.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(said("scheduler")).contains("alice: 0 left behind").doesNotContain("not surveyed");

    up.destroy();
    assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Half a certificate would mean to show none. */
  @Test
  void launcherWithHalfACertificateForTemporal_isRefused() throws Exception {
    Process up = up("--free-ports", "--temporal", "127.0.0.1:1", "--temporal-certificate", "c.pem");

    assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(2);
    assertThat(output()).contains("one without the other");
  }

  /** Holds a documented port, unless somebody else does. */
  private static Closeable takenPort() throws IOException {
    try {
      return new ServerSocket(TEMPORAL, 1, InetAddress.getLoopbackAddress());
    } catch (BindException heldByAnother) {
      return () -> {};
    }
  }

  private Process up(String... more) throws IOException {
    List<String> command = new ArrayList<>(Application.command());
    command.addAll(List.of("up", "--state", scratch.resolve("state").toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LOCUM_HOME", scratch.resolve("home").toString());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("output").toFile())
        .start();
  }

  /** A caller of the example with the configuration that the topology wrote for it. */
  private Process caller(String name) throws IOException {
    List<String> command = new ArrayList<>(Application.command());
    command.addAll(
        List.of(
            "car-sharing",
            name,
            "--config",
            scratch.resolve("state/" + name + "/locum.yaml").toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve(name).toFile())
        .start();
  }

  private List<ProcessHandle> childrenOnceUp(Process up) {
    Await.until("it is up", LIMIT, () -> output().contains("is up after") || !up.isAlive());
    assertThat(up.isAlive()).as(output()).isTrue();
    return up.children().toList();
  }

  private String output() {
    return said("output");
  }

  private String said(String file) {
    try {
      return Files.readString(scratch.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.locum.carsharing.bootstrap;

import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of the example: {@code fleet | trip | billing | worker --config locum.yaml}. A service
 * reads the section {@code downstream}, the worker the section {@code worker}. A service keeps its
 * rows next to its audit spool, in {@code NAME.journal}. It ends when it is asked to.
 */
public final class CarSharing {

  private static final Logger LOG = LoggerFactory.getLogger(CarSharing.class);

  private CarSharing() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length != 3 || !arguments[1].equals("--config")) {
      LOG.error("expected: fleet | trip | billing | worker --config locum.yaml");
      System.exit(2);
    }
    AutoCloseable process;
    try {
      process = start(arguments[0], Path.of(arguments[2]));
    } catch (IOException | RuntimeException e) {
      LOG.error("{} did not start: {}", arguments[0], e.getMessage(), e);
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(process), "shutdown"));
    new CountDownLatch(1).await();
  }

  private static AutoCloseable start(String part, Path config) throws IOException {
    SettingsLoader loader = new SettingsLoader(System.getenv());
    Clock clock = Clock.systemUTC();
    if (part.equals("worker")) {
      return WorkerProcess.start(loader.load(config, WorkerSettings.class), clock);
    }
    DownstreamSettings settings = loader.load(config, DownstreamSettings.class);
    if (!settings.name().equals(part)) {
      throw new IllegalArgumentException(
          "downstream.name: " + settings.name() + " (expected: " + part + ")");
    }
    Path journal = settings.audit().spool().resolveSibling(settings.name() + ".journal");
    return DownstreamProcess.start(settings, journal, clock);
  }

  private static void close(AutoCloseable process) {
    try {
      process.close();
    } catch (Exception e) {
      LOG.warn("did not end cleanly", e);
    }
  }
}

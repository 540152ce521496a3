package dev.locum.carsharing.bootstrap;

import dev.locum.carsharing.caller.Catalog;
import dev.locum.settings.CallerSettings;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of the example: {@code fleet | trip | billing | worker | scheduler | catalog --config
 * locum.yaml}. A service reads the section {@code downstream}, the worker the section {@code
 * worker}, the scheduler and the catalog's client the section {@code caller}. A service keeps its
 * rows next to its audit spool, in {@code NAME.journal}. The catalog's client says what there is
 * and ends; every other part ends when it is asked to.
 */
public final class CarSharing {

  private static final Logger LOG = LoggerFactory.getLogger(CarSharing.class);

  private static final int SHOWN = 5;

  private CarSharing() {}

  public static void main(String[] arguments) throws InterruptedException {
    main(arguments, () -> {});
  }

  /**
   * Runs a part.
   *
   * @param told returns once a worker may ask others; all for which it needs no one is done before
   */
  public static void main(String[] arguments, Runnable told) throws InterruptedException {
    if (arguments.length != 3 || !arguments[1].equals("--config")) {
      LOG.error(
          "expected: fleet | trip | billing | worker | scheduler | catalog --config locum.yaml");
      System.exit(2);
    }
    AutoCloseable process;
    try {
      if (arguments[0].equals("catalog")) {
        list(Path.of(arguments[2]));
        return;
      }
      process = start(arguments[0], Path.of(arguments[2]), told);
    } catch (IOException | RuntimeException e) {
      LOG.error("{} did not start: {}", arguments[0], e.getMessage(), e);
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(process), "shutdown"));
    // The start has left a heap beyond what is in use, and an idle worker may never collect: give
    // it back.
    System.gc();
    new CountDownLatch(1).await();
  }

  private static AutoCloseable start(String part, Path config, Runnable told) throws IOException {
    SettingsLoader loader = new SettingsLoader(System.getenv());
    Clock clock = Clock.systemUTC();
    if (part.equals("worker")) {
      return WorkerProcess.start(loader.load(config, WorkerSettings.class), clock, told);
    }
    if (part.equals("scheduler")) {
      return CallerProcess.open(loader.load(config, CallerSettings.class), clock).surveying();
    }
    DownstreamSettings settings = loader.load(config, DownstreamSettings.class);
    if (!settings.name().equals(part)) {
      throw new IllegalArgumentException(
          "downstream.name: " + settings.name() + " (expected: " + part + ")");
    }
    Path journal = settings.audit().spool().resolveSibling(settings.name() + ".journal");
    return DownstreamProcess.start(settings, journal, clock);
  }

  private static void list(Path config) throws IOException {
    CallerSettings settings =
        new SettingsLoader(System.getenv()).load(config, CallerSettings.class);
    try (CallerProcess process = CallerProcess.open(settings, Clock.systemUTC())) {
      Catalog catalog = process.catalog();
      for (String tenant : ExampleService.TENANTS) {
        List<String> available = catalog.available(tenant);
        LOG.info(
            "{}: {} vehicles, the first {}",
            tenant,
            available.size(),
            available.subList(0, Math.min(SHOWN, available.size())));
      }
    }
  }

  private static void close(AutoCloseable process) {
    try {
      process.close();
    } catch (Exception e) {
      LOG.warn("did not end cleanly", e);
    }
  }
}

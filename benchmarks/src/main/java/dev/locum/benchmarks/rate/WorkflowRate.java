package dev.locum.benchmarks.rate;

import com.sun.management.OperatingSystemMXBean;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.api.common.v1.Payload;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Workflows a second with the plugin and without it. Rounds of both alternate in one process, so
 * that whatever else the machine does meets both alike. With the plugin each workflow has a
 * delegation of its own, and every decision goes through the audit spool. In one half of the cases
 * the first verification of each workflow is in the time, in the other it was before ({@link
 * Checks}).
 *
 * <p>System properties {@code locum.rate.workflows} (a round, at most 200), {@code
 * locum.rate.warmup}, {@code locum.rate.rounds}, {@code locum.rate.steps} and {@code
 * locum.rate.checks} change the defaults.
 */
public final class WorkflowRate {

  private static final int WORKFLOWS = Integer.getInteger("locum.rate.workflows", 100);
  private static final int WARM_UP = Integer.getInteger("locum.rate.warmup", 10);
  private static final int ROUNDS = Integer.getInteger("locum.rate.rounds", 10);
  private static final String STEPS = System.getProperty("locum.rate.steps", "1,5");
  private static final String CHECKS = System.getProperty("locum.rate.checks", "cached,first");
  private static final String TYPE = "TripWorkflow";

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final RateSite site;
  private final AgreeingAuthService authService;
  private final RateWorkers workers;
  private int trips;

  private WorkflowRate(RateSite site, AgreeingAuthService authService, RateWorkers workers) {
    this.site = site;
    this.authService = authService;
    this.workers = workers;
  }

  /** Prints a table, and writes the figures as JSON into the file that is named. */
  public static void main(String[] arguments) throws IOException {
    Path results = Path.of(arguments[0]).toAbsolutePath();
    Path spool = Files.createTempDirectory(results.getParent(), "spool-");
    RateSite site = new RateSite();
    List<Comparison> comparisons = new ArrayList<>();
    try (AgreeingAuthService authService = AgreeingAuthService.start(site);
        RateWorkers workers = RateWorkers.start(site, authService, spool)) {
      WorkflowRate rate = new WorkflowRate(site, authService, workers);
      for (String checks : CHECKS.split(",")) {
        for (String steps : STEPS.split(",")) {
          long asked = authService.verifications();
          Comparison comparison =
              rate.compare(
                  Checks.valueOf(checks.toUpperCase(Locale.ROOT)), Integer.parseInt(steps));
          requireAsked(comparison, authService.verifications() - asked);
          comparisons.add(comparison);
        }
      }
    }
    System.out.print(Comparison.table(comparisons));
    Files.writeString(results, Comparison.json(comparisons));
  }

  /**
   * A plugin that was not there would be fast. On a slow machine it asks more often: an answer
   * counts for 5 seconds.
   */
  private static void requireAsked(Comparison comparison, long asked) {
    long least = (long) (WARM_UP + comparison.with().size()) * WORKFLOWS;
    if (asked < least) {
      throw new IllegalStateException(
          "auth service: asked " + asked + " times (expected: at least " + least + ")");
    }
  }

  private Comparison compare(Checks checks, int steps) {
    Comparison comparison = new Comparison(checks, steps, new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      boolean pluginFirst = round % 2 == 0;
      Round first = round(pluginFirst, checks, steps);
      Round second = round(!pluginFirst, checks, steps);
      if (round >= WARM_UP) {
        comparison.with().add(pluginFirst ? first : second);
        comparison.without().add(pluginFirst ? second : first);
      }
    }
    return comparison;
  }

  private Round round(boolean plugin, Checks checks, int steps) {
    List<WorkflowStub> stubs = new ArrayList<>();
    for (int i = 0; i < WORKFLOWS; i++) {
      stubs.add(stub(plugin, "trip-" + ++trips));
    }
    if (checks.isGated()) {
      workers.gate().close(WORKFLOWS);
      stubs.forEach(stub -> stub.start(steps, true));
      workers.gate().awaitAll();
    }
    authService.awaitQuiet();
    long asked = authService.verifications();
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    if (checks.isGated()) {
      workers.gate().open();
    } else {
      stubs.forEach(stub -> stub.start(steps, false));
    }
    for (WorkflowStub stub : stubs) {
      int done = stub.getResult(Integer.class);
      if (done != steps) {
        throw new IllegalStateException("steps: " + done + " (expected: " + steps + ")");
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long askedMeanwhile = authService.verifications() - asked;
    authService.awaitQuiet();
    return new Round(WORKFLOWS, seconds, (system.getProcessCpuTime() - cpu) / 1e9, askedMeanwhile);
  }

  private WorkflowStub stub(boolean plugin, String workflowId) {
    Map<String, Payload> headers =
        plugin
            ? LocumHeaders.encode(
                site.delegation(TYPE, workflowId), new Principal(RateSite.USER, RateSite.TENANT))
            : Map.of();
    return HeaderClient.of(workers.client(), headers)
        .newUntypedWorkflowStub(
            TYPE,
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue(plugin ? RateSite.QUEUE : RateWorkers.PLAIN_QUEUE)
                .build());
  }
}

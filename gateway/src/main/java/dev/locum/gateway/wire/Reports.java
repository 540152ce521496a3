package dev.locum.gateway.wire;

import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.gateway.upstream.Upstream;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers tasks in a worker's place, so that what was withheld does not hang. A report is tried
 * several times; after that Temporal's own timeout of the task has to do.
 */
final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final int ATTEMPTS = 5;
  private static final long DEADLINE_SECONDS = 10;

  private final TemporalMethods methods;
  private final Upstream upstream;
  private final BiFunction<Long, TimeUnit, Executor> later;

  /**
   * Reports.
   *
   * @param later an executor that runs things after a while
   */
  Reports(TemporalMethods methods, Upstream upstream, BiFunction<Long, TimeUnit, Executor> later) {
    this.methods = methods;
    this.upstream = upstream;
    this.later = later;
  }

  /** Makes the calls one after another, and then goes on, whatever became of them. */
  void send(List<UpstreamCall> reports, Runnable then) {
    if (reports.isEmpty()) {
      then.run();
    } else {
      send(reports, 0, 1, then);
    }
  }

  private void send(List<UpstreamCall> reports, int index, int attempt, Runnable then) {
    UpstreamCall report = reports.get(index);
    TemporalMethod method = methods.find(report.method());
    if (method == null) {
      throw new IllegalStateException("report: " + report.method() + " is no method of Temporal");
    }
    upstream.start(
        method,
        report.request(),
        Deadline.after(DEADLINE_SECONDS, TimeUnit.SECONDS),
        new Metadata(),
        (status, message, trailers) -> {
          if (isTransient(status) && attempt < ATTEMPTS) {
            later
                .apply(100L << attempt, TimeUnit.MILLISECONDS)
                .execute(() -> send(reports, index, attempt + 1, then));
            return;
          }
          if (!status.isOk()) {
            LOG.warn("report {} failed: {}", report.method(), status.getCode());
          }
          if (index + 1 < reports.size()) {
            send(reports, index + 1, 1, then);
          } else {
            then.run();
          }
        });
  }

  private static boolean isTransient(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
      default -> false;
    };
  }
}

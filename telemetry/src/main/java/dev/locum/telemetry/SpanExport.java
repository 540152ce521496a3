package dev.locum.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands spans to a collector in batches, on a thread of its own. A span that finds the queue full,
 * or whose batch the collector does not take, is dropped and counted: whoever ends a span never
 * waits. An outage is one line of the log, and its end another.
 */
final class SpanExport implements SpanProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(SpanExport.class);

  /** Bounds the memory that a collector which is away can cost: a few megabytes. */
  static final int QUEUE = 4096;

  private static final int BATCH = 512;

  /** How long a batch may grow. */
  private static final Duration GATHERED = Duration.ofMillis(200);

  private static final Duration LOOKED_EVERY = Duration.ofMillis(500);
  private static final Duration EXPORTED_WITHIN = Duration.ofSeconds(10);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);

  private final SpanExporter exporter;
  private final BlockingQueue<SpanData> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;

  /** Of the thread alone. */
  private boolean isAway;

  private SpanExport(SpanExporter exporter) {
    this.exporter = exporter;
    this.thread = Thread.ofPlatform().daemon().name("locum-traces").unstarted(this::run);
  }

  static SpanExport start(SpanExporter exporter) {
    SpanExport export = new SpanExport(exporter);
    export.thread.start();
    return export;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // A span is sent once it has ended.
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled() && !queue.offer(span.toSpanData())) {
      dropped.increment();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  long dropped() {
    return dropped.sum();
  }

  private void run() {
    while (!closing || !queue.isEmpty()) {
      List<SpanData> batch = next();
      if (!batch.isEmpty()) {
        export(batch);
      }
      if (closing && isAway) {
        dropped.add(queue.size());
        queue.clear();
      }
    }
  }

  private List<SpanData> next() {
    List<SpanData> batch = new ArrayList<>();
    SpanData first = first();
    if (first != null) {
      batch.add(first);
      if (!closing) {
        LockSupport.parkNanos(GATHERED.toNanos());
      }
      queue.drainTo(batch, BATCH - 1);
    }
    return batch;
  }

  private @Nullable SpanData first() {
    try {
      return queue.poll(closing ? 0 : LOOKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing = true;
      return null;
    }
  }

  private void export(List<SpanData> batch) {
    CompletableResultCode told =
        exporter.export(batch).join(EXPORTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    if (told.isSuccess()) {
      if (isAway) {
        LOG.info("traces: the collector takes spans again; {} were dropped so far", dropped());
      }
      isAway = false;
      return;
    }
    dropped.add(batch.size());
    if (!isAway) {
      LOG.warn("traces: the collector takes no spans; they are dropped until it does");
    }
    isAway = true;
  }

  @Override
  public CompletableResultCode shutdown() {
    closing = true;
    try {
      if (!thread.join(CLOSED_WITHIN)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return exporter.shutdown();
  }
}

package dev.locum.gateway.trail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.locum.gateway.trail.AccessLine.Decided;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes one line for each call that has ended: a JSON object, in the order of {@link AccessLine}.
 * Thread-safe; never blocks a call.
 *
 * <p>Lines wait in a queue for one thread that writes them. Where the output is slower than the
 * calls the queue is full, and further lines are dropped and counted: a log must not hold up calls,
 * nor fill memory.
 */
public final class AccessLog implements AutoCloseable {

  /** A second of calls at a few thousand a second. */
  static final int CAPACITY = 4096;

  /** Of calls that were let pass, one in so many where lines are sampled. */
  static final int SAMPLE = 100;

  private static final Duration END = Duration.ofSeconds(2);
  private static final JsonFactory JSON = new JsonFactory();

  private final boolean sampled;
  private final Consumer<String> output;
  private final Runnable dropped;
  private final BlockingQueue<AccessLine> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong allowed = new AtomicLong();
  private final Thread writer;
  private volatile boolean ending;

  private AccessLog(boolean sampled, Consumer<String> output, Runnable dropped) {
    this.sampled = sampled;
    this.output = output;
    this.dropped = dropped;
    this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
  }

  /**
   * Starts one.
   *
   * @param sampled whether of the calls that pass only one in a hundred has a line
   * @param output takes each line; may block
   * @param dropped told of each line that is dropped
   */
  public static AccessLog start(boolean sampled, Consumer<String> output, Runnable dropped) {
    AccessLog log = new AccessLog(sampled, output, dropped);
    log.writer.start();
    return log;
  }

  /** Logs a call that has ended, unless it is not sampled. */
  public void ended(AccessLine line) {
    boolean isSkipped =
        sampled && line.decision() == Decided.ALLOWED && allowed.getAndIncrement() % SAMPLE != 0;
    if (!isSkipped && !waiting.offer(line)) {
      dropped.run();
    }
  }

  private void write() {
    try {
      while (!ending || !waiting.isEmpty()) {
        AccessLine line = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (line != null) {
          output.accept(json(line));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String json(AccessLine line) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("workload", line.workload());
      json.writeStringField("tenant", line.tenant());
      json.writeStringField("method", line.method());
      json.writeStringField("namespace", line.namespace());
      json.writeStringField("decision", line.decision().name().toLowerCase(Locale.ROOT));
      json.writeStringField("code", line.code());
      json.writeNumberField("micros", line.nanos() / 1000);
      json.writeNumberField("request_bytes", line.requestBytes());
      json.writeNumberField("response_bytes", line.responseBytes());
      json.writeStringField("correlation", line.correlationId());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes what waits, for two seconds at most. */
  @Override
  public void close() {
    ending = true;
    try {
      if (!writer.join(END)) {
        writer.interrupt();
      }
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}

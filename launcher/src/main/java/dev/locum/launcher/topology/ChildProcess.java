package dev.locum.launcher.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM of the topology: the same application, another command. It holds the read end of a pipe
 * from this process and ends itself when the pipe closes, so that it cannot outlive its parent,
 * however that ends. Its output goes to a log file.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  private final String name;
  private final Process process;
  private final Log log;

  private ChildProcess(String name, Process process, Log log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** A log file, and where in it this process began. */
  private record Log(Path file, long start) {

    static Log at(Path file) throws IOException {
      return new Log(file, Files.exists(file) ? Files.size(file) : 0);
    }

    String text() {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - start));
        channel.read(bytes, start);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Starts one.
   *
   * @param name for messages
   * @param java the command line that starts this application once more
   * @param arguments the command and its arguments; never a secret, since anybody can list them
   * @param log gets its standard output and error, after what it holds already
   */
  public static ChildProcess start(
      String name, List<String> java, List<String> arguments, Path log) {
    List<String> command = new ArrayList<>(java);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Log from = Log.at(log);
      return new ChildProcess(name, builder.start(), from);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": could not be started", e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Lets a process go on that waits to be told. One that has ended is not told. */
  void tell() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      LOG.debug("{} has ended before it was told", name, e);
    }
  }

  /**
   * Waits until the log has a line that contains the text.
   *
   * @throws IllegalStateException if the process ends first or the time is up; the message has the
   *     end of the log
   */
  public void awaitLine(String text, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!logText().contains(text)) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            name + " ended with " + process.exitValue() + ": " + logTail());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(name + " was not ready within " + limit + ": " + logTail());
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   * @throws IllegalStateException if it goes on beyond the limit
   */
  public int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(name + " did not end within " + limit);
    }
    return process.exitValue();
  }

  /** Asks it to end; it may take its time. */
  public void askToEnd() {
    process.destroy();
  }

  /** Ends it at once, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** What this process has logged; not what an earlier one of its name did. */
  public String logText() {
    return log.text();
  }

  private String logTail() {
    List<String> lines = logText().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** Asks it to end, and ends it if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

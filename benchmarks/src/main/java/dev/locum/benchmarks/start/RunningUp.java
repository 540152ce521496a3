package dev.locum.benchmarks.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A {@code locum up} that was ready, with the processes that it started. */
final class RunningUp implements AutoCloseable {

  private static final String READY = "Locum is up";
  private static final double TICKS_PER_SECOND = 100;
  private static final double KILOBYTES_PER_MEGABYTE = 1_000;

  private final Path locum;
  private final Path directory;
  private final Process process;
  private final double readySeconds;
  private final double cpuSeconds;

  private RunningUp(Path locum, Path directory, Process process, double readySeconds) {
    this.locum = locum;
    this.directory = directory;
    this.process = process;
    this.readySeconds = readySeconds;
    this.cpuSeconds = sum(RunningUp::cpuSecondsOf);
  }

  /** Starts it, and waits until it says that it is up. */
  static RunningUp start(Path locum, Path directory) throws IOException {
    long begun = System.nanoTime();
    Process process =
        builder(locum, directory, "up", "--free-ports", "--state", directory.resolve("state") + "")
            .start();
    // The stream stays open: what is said later must find a reader.
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String line = said.readLine();
    while (line != null && !line.contains(READY)) {
      line = said.readLine();
    }
    if (line == null) {
      throw new IOException("locum up: ended (expected: " + READY + ")");
    }
    return new RunningUp(locum, directory, process, secondsSince(begun));
  }

  double readySeconds() {
    return readySeconds;
  }

  /** Of all its processes, until it was ready. */
  double cpuSeconds() {
    return cpuSeconds;
  }

  /** Lets time go by: memory is looked at some time after the start. */
  void rest(int seconds) throws InterruptedException {
    if (process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException("locum up: ended (expected: to stay)");
    }
  }

  /** The proportional set size of all its processes. */
  double residentMegabytes() {
    return sum(RunningUp::megabytesOf);
  }

  void logIn() throws IOException, InterruptedException {
    ProcessBuilder login =
        builder(locum, directory, "login", "--user", "alice/ada", "--password-stdin");
    login.redirectInput(directory.resolve("state/users/ada.password").toFile());
    run(login);
  }

  /** Runs a command against it; answers the seconds. */
  double command(String... command) throws IOException, InterruptedException {
    return run(builder(locum, directory, command));
  }

  private static double run(ProcessBuilder command) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process running = command.start();
    running.getInputStream().readAllBytes();
    int status = running.waitFor();
    if (status != 0) {
      throw new IOException(command.command() + ": exit code " + status + " (expected: 0)");
    }
    return secondsSince(begun);
  }

  private static ProcessBuilder builder(Path locum, Path directory, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(locum.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LOCUM_HOME", directory.resolve("home").toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder;
  }

  private double sum(ToDoubleFunction<ProcessHandle> figure) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToDouble(figure)
        .sum();
  }

  private static double cpuSecondsOf(ProcessHandle process) {
    String stat = read(process, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // The fields utime and stime, 14 and 15 of proc(5).
    return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
  }

  private static double megabytesOf(ProcessHandle process) {
    String kilobytes =
        read(process, "smaps_rollup")
            .lines()
            .filter(line -> line.startsWith("Pss:"))
            .findFirst()
            .orElseThrow()
            .replaceAll("[^0-9]", "");
    return Double.parseDouble(kilobytes) / KILOBYTES_PER_MEGABYTE;
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

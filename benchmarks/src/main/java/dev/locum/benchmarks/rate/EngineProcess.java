package dev.locum.benchmarks.rate;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The engine in a process of its own, so that its time is not taken for the worker's. */
final class EngineProcess implements AutoCloseable {

  private final Process process;
  private final String target;

  private EngineProcess(Process process, String target) {
    this.process = process;
    this.target = target;
  }

  /** The engine's own side: says where it listens, and ends with its parent. */
  public static void main(String[] arguments) throws IOException {
    try (EmbeddedTemporal engine = EmbeddedTemporal.start()) {
      System.out.println(engine.target());
      while (System.in.read() >= 0) {
        // Nothing is said; the end of the parent ends the stream.
      }
    }
    System.exit(0);
  }

  static EngineProcess start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineProcess.class.getName())
            .redirectError(Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String target = said.readLine();
    if (target == null) {
      throw new IOException("engine: ended (expected: its address)");
    }
    return new EngineProcess(process, target);
  }

  /** Where it listens. */
  String target() {
    return target;
  }

  @Override
  public void close() {
    process.destroy();
  }
}

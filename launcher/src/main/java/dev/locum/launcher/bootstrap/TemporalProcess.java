package dev.locum.launcher.bootstrap;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded Temporal as one process: {@code temporal --port PORT}. For development; what it
 * knows ends with it.
 */
final class TemporalProcess {

  private static final Logger LOG = LoggerFactory.getLogger(TemporalProcess.class);

  private TemporalProcess() {}

  static void main(String... arguments) throws InterruptedException {
    if (arguments.length != 2 || !arguments[0].equals("--port") || !isPort(arguments[1])) {
      LOG.error("expected: temporal --port PORT");
      System.exit(2);
    }
    EmbeddedTemporal engine;
    try {
      engine = EmbeddedTemporal.start(Integer.parseInt(arguments[1]));
    } catch (IOException e) {
      LOG.error("temporal did not start: {}", e.getMessage(), e);
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(engine::close, "shutdown"));
    LOG.info("temporal ready on {}", engine.target());
    new CountDownLatch(1).await();
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535;
  }
}

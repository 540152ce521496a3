package dev.locum.launcher.bootstrap.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * What libraries that log through the JDK say under a command: warnings, on standard error. The JDK
 * reads it when the first of them logs, which in a command that calls nobody is never.
 */
public final class QuietLibraries {

  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  private static final String CONFIGURATION =
      """
      handlers=java.util.logging.ConsoleHandler
      .level=WARNING
      """;

  /**
   * For the JDK, which makes one to be configured by it.
   *
   * @throws IOException never: what is read is in memory
   */
  public QuietLibraries() throws IOException {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** From now on, unless whoever started the process has said something else. */
  public static void install() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, QuietLibraries.class.getName());
    }
  }
}

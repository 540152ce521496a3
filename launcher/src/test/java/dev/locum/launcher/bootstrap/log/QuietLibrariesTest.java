package dev.locum.launcher.bootstrap.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What libraries that log through the JDK say under a command. */
final class QuietLibrariesTest {

  private static final String CLASS = "java.util.logging.config.class";

  private final String before = System.getProperty(CLASS, "");

  @AfterEach
  void restore() throws IOException {
    System.clearProperty(CLASS);
    if (!before.isEmpty()) {
      System.setProperty(CLASS, before);
    }
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void configuration_ofACommand_letsWarningsThroughAndNothingLess() throws IOException {
    System.clearProperty(CLASS);

    QuietLibraries.install();
    LogManager.getLogManager().readConfiguration();

    Logger library = Logger.getLogger("io.grpc.a-library");
    assertThat(library.isLoggable(Level.WARNING)).isTrue();
    assertThat(library.isLoggable(Level.INFO)).isFalse();
    assertThat(Logger.getLogger("").getHandlers())
        .singleElement()
        .isInstanceOf(java.util.logging.ConsoleHandler.class);
  }

  @Test
  void install_whereAnotherConfigurationWasNamed_leavesIt() {
    System.setProperty(CLASS, "com.example.Logging");

    QuietLibraries.install();

    assertThat(System.getProperty(CLASS)).isEqualTo("com.example.Logging");
  }
}

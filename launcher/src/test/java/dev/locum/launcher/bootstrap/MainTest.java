package dev.locum.launcher.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Of one name, a process and a noun of which something is asked. */
class MainTest {

  @Test
  void gateway_withConfigInEitherForm_isTheProcess() {
    for (String[] given : new String[][] {{"--config", "locum.yaml"}, {"--config=locum.yaml"}}) {
      assertThat(Main.gatewayProcess(given))
          .hasValueSatisfying(taken -> assertThat(taken).containsExactly("--config", "locum.yaml"));
    }
  }

  @Test
  void gateway_withAnythingElse_isACommand() {
    for (String[] given :
        new String[][] {{}, {"explain", "--config", "locum.yaml"}, {"--configuration=a"}}) {
      assertThat(Main.gatewayProcess(given)).isEmpty();
    }
  }
}

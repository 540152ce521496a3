package dev.locum.launcher.bootstrap;

import dev.locum.launcher.demo.Demo;
import dev.locum.launcher.demo.Narrator;
import dev.locum.launcher.topology.TemporalServer;
import java.io.Console;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code locum demo}. */
@Command(
    name = "demo",
    description = {
      "Plays the main job end to end, in five scenes, on embedded engines or before a Temporal of"
          + " yours.",
      "Exit code 0 only if every answer was what it must be."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      description =
          "Play before this Temporal, without protection on this machine, instead of an embedded"
              + " one. It has the namespaces `default` and `alice`.")
  private Optional<String> temporal = Optional.empty();

  @Option(names = "--keep", description = "Keep the state directory with configuration and logs.")
  private boolean keep;

  @Option(names = "--plain", description = "No colours, although the output is a terminal.")
  private boolean plain;

  @Override
  public Integer call() throws Exception {
    Narrator narrator = new Narrator(System.out, isColoured());
    TemporalServer server =
        temporal
            .<TemporalServer>map(TemporalServer.Existing::plaintext)
            .orElseGet(TemporalServer::embedded);
    Demo demo = new Demo(server, JavaCommand.ofThisProcess(), Clock.systemUTC(), narrator);
    return demo.play(keep) ? 0 : 1;
  }

  /** Colours unless they were declined (no-color.org) or nobody sees them. */
  private boolean isColoured() {
    if (plain || System.getenv("NO_COLOR") != null) {
      return false;
    }
    return System.getenv("CLICOLOR_FORCE") != null
        || Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}

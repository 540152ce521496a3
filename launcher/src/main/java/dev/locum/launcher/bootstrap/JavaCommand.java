package dev.locum.launcher.bootstrap;

import dev.locum.launcher.topology.ApplicationCommand;
import dev.locum.launcher.topology.Part;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line that starts this application once more, in a JVM like this one but for the size
 * of its heap and what its cache of classes holds.
 */
final class JavaCommand implements ApplicationCommand {

  /** Enough for an example's load; a part that is busier collects more often. */
  private static final List<String> SMALL_HEAP = List.of("-Xms12m", "-Xmn4m", "-Xmx96m");

  private JavaCommand() {}

  static JavaCommand ofThisProcess() {
    return new JavaCommand();
  }

  /**
   * With the cache of classes for this kind of process, if it stands beside the application. If
   * this process was given an archive by name, or lists classes for one, that is inherited instead:
   * a JVM takes one or the other.
   */
  @Override
  public List<String> startingWith(Part part) {
    Path cache = besideApplication(part.isWorker() ? "worker.aot" : "launcher.aot");
    return Files.exists(cache) && takesCache(argumentsOfThisProcess())
        ? command(List.of("-XX:AOTCache=" + cache))
        : command(List.of());
  }

  /** Whether a JVM with these arguments may be given a cache. */
  static boolean takesCache(List<String> arguments) {
    return arguments.stream()
        .noneMatch(argument ->
            argument.startsWith("-XX:SharedArchiveFile=")
                || argument.startsWith("-XX:DumpLoadedClassList="));
  }

  private static List<String> argumentsOfThisProcess() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /** Writes a cache of what it has loaded when it ends. */
  static List<String> recording(Path cache) {
    return command(List.of("-XX:AOTCacheOutput=" + cache));
  }

  /** Neither reads nor writes one. */
  static List<String> withoutCache() {
    return command(List.of());
  }

  private static List<String> command(List<String> cache) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argumentsOfThisProcess().stream().filter(JavaCommand::isInherited).forEach(command::add);
    command.addAll(SMALL_HEAP);
    command.addAll(cache);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    return command;
  }

  private static Path besideApplication(String file) {
    return Path.of(System.getProperty("java.class.path")).resolveSibling(file);
  }

  /**
   * Only flags of the JVM, where native libraries are, and what Netty is told: another system
   * property could hold a secret, a debugger's port is taken.
   */
  private static boolean isInherited(String argument) {
    return argument.startsWith("-Djava.library.path=")
        || argument.startsWith("-Dorg.sqlite.lib.path=")
        || argument.startsWith("-Dcom.amazon.corretto.crypto.provider.useExternalLib=")
        || argument.startsWith("-Dio.netty.")
        || argument.startsWith("-Dio.grpc.netty.shaded.io.netty.")
        || (argument.startsWith("-XX:") && !argument.startsWith("-XX:AOTCache"))
        || argument.startsWith("-Xlog:")
        || argument.startsWith("--enable-native-access")
        || argument.startsWith("--sun-misc-unsafe");
  }
}

package dev.locum.launcher.bootstrap;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that starts this application once more, in a JVM like this one. */
final class JavaCommand {

  private JavaCommand() {}

  static List<String> ofThisProcess() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(JavaCommand::isInherited)
        .forEach(command::add);
    command.add("-Xmx96m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    return command;
  }

  /** Only flags of the JVM: a system property could hold a secret, a debugger's port is taken. */
  private static boolean isInherited(String argument) {
    return (argument.startsWith("-XX:") && !argument.startsWith("-XX:AOTCacheOutput"))
        || argument.startsWith("-Xlog:")
        || argument.startsWith("-Xshare:")
        || argument.startsWith("--enable-native-access")
        || argument.startsWith("--sun-misc-unsafe");
  }
}

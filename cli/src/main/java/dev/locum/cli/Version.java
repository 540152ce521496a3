package dev.locum.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Version.class.getPackage())
            .map(Package::getImplementationVersion)
            .orElse("(not packaged)");
    return new String[] {"locum " + version};
  }
}

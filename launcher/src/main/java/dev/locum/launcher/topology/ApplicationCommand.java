package dev.locum.launcher.topology;

import java.util.List;

/** How this application is started once more, for one part. */
@FunctionalInterface
public interface ApplicationCommand {

  /**
   * The command line without the application's own arguments; never a secret, since anybody can
   * list them.
   */
  List<String> startingWith(Part part);
}

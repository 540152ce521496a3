package dev.locum.cli.doctor;

import dev.locum.settings.AuthServiceSettings;
import java.time.Clock;
import java.util.List;

/**
 * Looks at the database of an auth service, which only the auth service's own code knows. Changes
 * nothing there, and never throws: a database that cannot be looked at is a bad finding.
 */
@FunctionalInterface
public interface StoreLook {

  /** What was found, in the order in which it is told. */
  List<Check> look(AuthServiceSettings settings, Clock clock);
}

package dev.locum.cli.terminal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The world of one command.
 *
 * @param streams what it reads and writes
 * @param person the person in front of it, or nobody
 * @param environment the environment variables
 * @param home the user's home directory
 * @param clock the time
 */
public record Terminal(
    Streams streams, Person person, Map<String, String> environment, Path home, Clock clock) {

  /** Copies the environment. */
  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** A variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}

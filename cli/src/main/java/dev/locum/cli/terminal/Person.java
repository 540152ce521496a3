package dev.locum.cli.terminal;

import java.time.Duration;

/** Whoever sits in front of the terminal; the command asks them and makes them wait. */
public interface Person {

  /**
   * Asks for a secret without showing it.
   *
   * @return what was typed, to be overwritten after use; empty if there is nobody to ask
   */
  char[] askSecret(String question);

  /** Waits; the one place in which a command lets time pass. */
  void await(Duration duration) throws InterruptedException;
}

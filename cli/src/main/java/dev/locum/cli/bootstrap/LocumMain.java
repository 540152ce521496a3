package dev.locum.cli.bootstrap;

import dev.locum.cli.LocumCommand;

/** The CLI alone, without the processes. */
public final class LocumMain {

  private LocumMain() {}

  public static void main(String[] args) {
    System.exit(LocumCommand.create().execute(ProcessTerminal.open(), args));
  }
}

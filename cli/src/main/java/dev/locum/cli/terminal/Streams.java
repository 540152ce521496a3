package dev.locum.cli.terminal;

import java.io.InputStream;
import java.io.PrintWriter;

/**
 * The three standard streams.
 *
 * @param in standard input
 * @param out standard output: results, and nothing else
 * @param err standard error: everything that is said besides
 * @param terminals which of them are a terminal
 */
public record Streams(InputStream in, PrintWriter out, PrintWriter err, Terminals terminals) {

  /**
   * Which streams are a terminal.
   *
   * @param in whether a person can be asked
   * @param out whether results may have colours
   * @param err whether progress may be shown
   */
  public record Terminals(boolean in, boolean out, boolean err) {

    /** No stream is one. */
    public static Terminals none() {
      return new Terminals(false, false, false);
    }
  }
}

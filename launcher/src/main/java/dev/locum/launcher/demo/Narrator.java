package dev.locum.launcher.demo;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Tells what components answered, a line each, and counts what was not as it must be. Not
 * thread-safe.
 */
public final class Narrator {

  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String CYAN = "\u001b[36m";
  private static final int WHO_WIDTH = 14;

  private final PrintStream out;
  private final boolean coloured;
  private int failures;

  public Narrator(PrintStream out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  /** Begins a scene. */
  public void scene(int number, String title) {
    out.println();
    out.println(paint(BOLD, "Scene " + number + "  " + title));
  }

  /** Says what is about to be tried; the only lines that are ours. */
  public void step(String what) {
    out.println(paint(DIM, "  · " + what));
  }

  /** A component's answer. */
  public void answer(String who, String answer) {
    line(CYAN, "  ", who, answer);
  }

  /** A component's answer that had to be one thing; {@code held} says whether it was. */
  public void verdict(String who, boolean held, String answer) {
    if (held) {
      line(GREEN, "✓ ", who, answer);
    } else {
      failures++;
      line(RED, "✗ ", who, answer);
    }
  }

  /** Text of a component, such as a tree, as it came. */
  public void verbatim(String text) {
    text.lines().forEach(row -> out.println("      " + row));
  }

  /** How many answers were not what they had to be. */
  public int failures() {
    return failures;
  }

  /** The last line. */
  public void end(Duration took) {
    out.println();
    String seconds = "%.1f s".formatted(took.toMillis() / 1000.0);
    if (failures == 0) {
      out.println(paint(GREEN, "All five scenes held, in " + seconds + "."));
    } else {
      out.println(
          paint(RED, failures + " answer(s) were not what they must be, in " + seconds + "."));
    }
  }

  private void line(String colour, String mark, String who, String answer) {
    String name = who + " ".repeat(Math.max(1, WHO_WIDTH - who.length()));
    out.println("  " + paint(colour, mark + name) + answer);
  }

  private String paint(String colour, String text) {
    return coloured ? colour + text + RESET : text;
  }
}

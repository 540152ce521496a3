package dev.locum.cli.output;

import java.io.PrintWriter;
import java.time.Duration;

/** One line on a terminal that says what is waited for; it leaves nothing behind. */
public final class Progress implements AutoCloseable {

  private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean isShown;
  private final String what;
  private int frame;

  Progress(PrintWriter err, boolean isShown, String what) {
    this.err = err;
    this.isShown = isShown;
    this.what = what;
  }

  /** Moves on; call it about once a second. */
  public void tick(Duration waited, String state) {
    if (isShown) {
      frame = (frame + 1) % FRAMES.length();
      err.print(
          CLEAR
              + FRAMES.charAt(frame)
              + " "
              + what
              + (state.isEmpty() ? "" : ": " + Printable.safe(state))
              + " ("
              + waited.toSeconds()
              + " s)");
      err.flush();
    }
  }

  /** Wipes the line, for a result that is printed meanwhile. */
  public void wipe() {
    if (isShown) {
      err.print(CLEAR);
      err.flush();
    }
  }

  @Override
  public void close() {
    wipe();
  }
}

package dev.locum.architecture.planted.printing.worker;

import java.io.PrintWriter;

/** Allowed. */
final class Report {
  void write(Exception failure, PrintWriter writer) {
    failure.printStackTrace(writer);
  }
}

package dev.locum.architecture.planted.printing.launcher.demo;

/** Allowed. */
final class Demo {
  void say() {
    System.out.println("done");
  }
}

package dev.locum.protocol.compatibility;

/** A range of field or enum numbers, both ends included. */
record NumberRange(int first, int last) {

  boolean contains(int number) {
    return first <= number && number <= last;
  }

  @Override
  public String toString() {
    return first + " to " + last;
  }
}

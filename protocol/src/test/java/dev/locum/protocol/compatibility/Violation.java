package dev.locum.protocol.compatibility;

/**
 * One incompatible change.
 *
 * @param rule the rule it breaks
 * @param element full name of what changed, as in the baseline
 * @param detail what was and what is
 */
record Violation(Rule rule, String element, String detail) {

  @Override
  public String toString() {
    return rule + " " + element + ": " + detail;
  }
}

package dev.locum.testkit.conformance;

import dev.locum.testkit.conformance.DownstreamUnderTest.Header;
import dev.locum.testkit.conformance.DownstreamUnderTest.Outcome;
import dev.locum.token.Action;
import java.util.List;
import java.util.function.Supplier;

/**
 * One call of the table.
 *
 * @param requirement the requirement that it proves
 * @param what what is presented
 * @param action which operation is called
 * @param headers made when the call is made, since tokens are short-lived
 * @param expected what must become of it
 */
record ConformanceCall(
    String requirement,
    String what,
    Action action,
    Supplier<List<Header>> headers,
    Outcome expected) {

  @Override
  public String toString() {
    return requirement + " " + what;
  }
}

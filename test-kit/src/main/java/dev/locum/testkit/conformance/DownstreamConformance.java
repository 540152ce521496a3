package dev.locum.testkit.conformance;

import dev.locum.testkit.conformance.DownstreamUnderTest.Header;
import dev.locum.testkit.conformance.DownstreamUnderTest.Outcome;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Incubating;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the kit against one downstream: a table of calls, each with what must become of it. Each
 * mode begins with calls that must be carried out, so that a service that refuses everything does
 * not conform either.
 */
@Incubating
public final class DownstreamConformance {

  private final DownstreamUnderTest downstream;
  private final TestIssuer issuer;

  private DownstreamConformance(DownstreamUnderTest downstream, TestIssuer issuer) {
    this.downstream = downstream;
    this.issuer = issuer;
  }

  /**
   * The kit for a downstream.
   *
   * @param issuer whose keys the downstream trusts, under {@link TestIssuer#ISSUER}; by the clock
   *     of the downstream
   */
  public static DownstreamConformance of(DownstreamUnderTest downstream, TestIssuer issuer) {
    return new DownstreamConformance(downstream, issuer);
  }

  /** One test for each call of the table. */
  public Stream<DynamicTest> tests(ConformanceMode... modes) {
    return calls(modes).stream()
        .map(call ->
            DynamicTest.dynamicTest(
                call.toString(),
                () -> {
                  Optional<Finding> finding = check(call);
                  if (finding.isPresent()) {
                    throw new AssertionError(finding.get().toString());
                  }
                }));
  }

  /** Everything that does not hold, in the order of the table; empty: the downstream conforms. */
  public List<Finding> findings(ConformanceMode... modes) {
    return calls(modes).stream().map(this::check).flatMap(Optional::stream).toList();
  }

  private List<ConformanceCall> calls(ConformanceMode... modes) {
    ConformanceCalls table = new ConformanceCalls(downstream, issuer);
    List<ConformanceCall> calls = new ArrayList<>();
    for (ConformanceMode mode : modes) {
      calls.addAll(table.of(mode));
    }
    return calls;
  }

  private Optional<Finding> check(ConformanceCall call) {
    List<Header> headers = call.headers().get();
    Outcome outcome = downstream.call(call.action(), headers);
    return outcome == call.expected()
        ? Optional.empty()
        : Optional.of(new Finding(call.requirement(), call.toString(), call.expected(), outcome));
  }

  /**
   * One property that does not hold.
   *
   * @param requirement the requirement's id
   * @param property the call
   * @param expected what must become of it
   * @param actual what became of it
   */
  public record Finding(String requirement, String property, Outcome expected, Outcome actual) {

    @Override
    public String toString() {
      return property + ": " + actual + " (expected: " + expected + ")";
    }
  }
}

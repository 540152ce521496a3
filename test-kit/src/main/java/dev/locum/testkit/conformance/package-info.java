/**
 * A conformance kit for downstreams: whether a service that takes Locum's tokens checks all that it
 * must, and not only the signature (S3-55). It speaks in headers and outcomes, so the service may
 * be in any language and behind any transport.
 *
 * <pre>{@code
 * class FleetConformanceTest {
 *   @TestFactory
 *   Stream<DynamicTest> conforms() {
 *     TestIssuer issuer = TestIssuer.at(Clock.systemUTC());
 *     // Start your service so that it trusts issuer.publicKeys() as the keys of TestIssuer.ISSUER.
 *     return DownstreamConformance.of(new MyFleet(issuer), issuer).tests(ConformanceMode.EXCHANGE);
 *   }
 * }
 * }</pre>
 *
 * <p><b>What decides here</b>: {@link dev.locum.testkit.conformance.DownstreamConformance}, by one
 * table of calls. <b>When nothing is configured</b>: nothing is tested; a mode is tested when it is
 * named. <b>What the caller is told</b>: each property that does not hold, with its requirement.
 *
 * <p><b>Not tested</b>: what the service does when it is called rightly, and revocation, which
 * needs an authority.
 */
@NullMarked
package dev.locum.testkit.conformance;

import org.jspecify.annotations.NullMarked;

package dev.locum.testkit.conformance;

import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.Incubating;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.List;

/**
 * A downstream service, as its team starts it for the kit: it trusts the keys of the kit's issuer
 * and has two operations.
 */
@Incubating
public interface DownstreamUnderTest {

  /** Its own name: the {@code aud} of tokens for it. */
  Audience audience();

  /** The action that its first operation demands; one of its own. */
  Action ownAction();

  /**
   * The action that its second operation demands. In mode {@link ConformanceMode#SLICE} it must not
   * be in the service's slice.
   */
  Action otherAction();

  /** In mode {@link ConformanceMode#ON_BEHALF}: the workload that may act for {@link #tenant}. */
  WorkloadId trustedWorkload();

  /** In mode {@link ConformanceMode#ON_BEHALF}: the only tenant for which it may act. */
  TenantId tenant();

  /**
   * Calls the operation that demands this action, with exactly these headers, in this order; a name
   * may be repeated.
   *
   * @return what became of the call
   */
  Outcome call(Action action, List<Header> headers);

  /** What became of a call. */
  enum Outcome {
    /** The operation was carried out. */
    REACHED,
    /** Refused: gRPC 16 or 7, HTTP 401 or 403. */
    REFUSED,
    /** Anything else. */
    FAILED
  }

  /**
   * One header of a call.
   *
   * @param name in lower case
   * @param value the value
   */
  record Header(String name, String value) {}
}

package dev.locum.gateway.authority;

import dev.locum.protocol.auth.v1.DescribeGrantsRequest;
import dev.locum.protocol.auth.v1.DescribeGrantsResponse;
import java.util.concurrent.CompletableFuture;

/** Asks the auth service what a workload may touch that has shown nothing here. Thread-safe. */
public final class DescribedCallers {

  private final Authority authority;

  /** Uses a client of the auth service. */
  public DescribedCallers(Authority authority) {
    this.authority = authority;
  }

  /** Asks; fails with a {@link dev.locum.token.denial.DenialException} only. */
  public CompletableFuture<DescribeGrantsResponse> describe(String workload) {
    return authority.describe(DescribeGrantsRequest.newBuilder().setWorkloadId(workload).build());
  }
}

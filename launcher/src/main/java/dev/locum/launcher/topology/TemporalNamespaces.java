package dev.locum.launcher.topology;

import dev.locum.cli.outcome.CliException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The namespaces that the example needs at a Temporal of somebody's; they are not made here. */
final class TemporalNamespaces {

  private static final long CALL_SECONDS = 30;

  private TemporalNamespaces() {}

  /**
   * Requires them.
   *
   * @throws CliException if the server cannot be reached, refuses, or lacks one of them
   */
  static void require(TemporalServer server, Ports ports) throws IOException {
    ManagedChannel channel = server.open(ports);
    try {
      for (String namespace : World.NAMESPACES) {
        require(channel, server, ports, namespace);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static void require(
      ManagedChannel channel, TemporalServer server, Ports ports, String namespace) {
    String address = server.address(ports);
    try {
      WorkflowServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
          .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build());
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      if (isRefusedWithoutToken(server, status)) {
        return;
      }
      throw status.getCode() == Status.Code.NOT_FOUND
          ? CliException.usage(
              "Temporal at "
                  + address
                  + " has no namespace "
                  + namespace
                  + " (make it: temporal operator namespace create --address "
                  + address
                  + " -n "
                  + namespace
                  + ")")
          : CliException.usage(
              "Temporal at "
                  + address
                  + " does not answer: "
                  + status.getCode()
                  + " "
                  + status.getDescription());
    }
  }

  /** It is there; what it has, only the gateway could ask. */
  private static boolean isRefusedWithoutToken(TemporalServer server, Status status) {
    return status.getCode() == Status.Code.PERMISSION_DENIED
        && server instanceof TemporalServer.Existing existing
        && existing.verifiesTokens();
  }
}

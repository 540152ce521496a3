package dev.locum.worker.downstream;

import dev.locum.token.Action;
import dev.locum.token.Incubating;
import java.util.Optional;

/**
 * A call that is about to leave.
 *
 * @param action the action that is declared for the method, if one is
 * @param method of the request; {@code POST} for gRPC
 * @param path of the request, without the query
 * @param nonce what the downstream gave last, for the proof; empty: it gave none
 */
@Incubating
public record OutgoingRequest(Optional<Action> action, String method, String path, String nonce) {

  /** A gRPC call of a full method name. */
  public static OutgoingRequest grpc(Optional<Action> action, String fullMethodName, String nonce) {
    return new OutgoingRequest(action, "POST", "/" + fullMethodName, nonce);
  }
}

package dev.locum.authservice.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.locum.protocol.auth.v1.Refusal;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Reads refusals off the wire. */
final class Refused {

  private Refused() {}

  /**
   * The detail that every refusal carries.
   *
   * @throws AssertionError if there is not exactly one
   */
  static Refusal detail(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (status == null || status.getDetailsCount() != 1) {
      throw new AssertionError("refusal without its one detail", e);
    }
    Any detail = status.getDetails(0);
    try {
      return detail.unpack(Refusal.class);
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError("detail: " + detail.getTypeUrl(), broken);
    }
  }
}

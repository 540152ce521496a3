package dev.locum.testkit.auth;

import com.google.protobuf.Message;
import io.grpc.Metadata;

/**
 * A call that reached the fake auth service, whatever it answered.
 *
 * @param method full name, such as {@code locum.auth.v1.DelegationService/VerifyDelegation}
 * @param request the request
 * @param headers as they came
 */
public record FakeCall(String method, Message request, Metadata headers) {

  /** Shows the method only: requests and headers hold tokens. */
  @Override
  public String toString() {
    return "FakeCall[" + method + "]";
  }
}

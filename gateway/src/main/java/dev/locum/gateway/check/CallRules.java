package dev.locum.gateway.check;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.GatewayCaller;

/**
 * Decides about one call in two steps: the request before it is forwarded, the response before it
 * is handed on. Thread-safe; without I/O.
 */
public interface CallRules {

  /**
   * Checks a request.
   *
   * @param caller who calls
   * @param method full name of the method, {@code package.Service/Method}
   * @param request the message as it was parsed
   */
  RequestVerdict checkRequest(GatewayCaller caller, String method, Message request);

  /**
   * The same, and shows how it is decided.
   *
   * @param steps sees each step; it changes nothing about the decision
   */
  default RequestVerdict checkRequest(
      GatewayCaller caller, String method, Message request, Steps steps) {
    return checkRequest(caller, method, request);
  }

  /**
   * Checks what Temporal answered.
   *
   * @param caller who calls, proven again where the call was a long poll
   * @param forwarded what {@link #checkRequest} let pass
   * @param response the answer as it was parsed
   */
  ResponseVerdict checkResponse(
      GatewayCaller caller, RequestVerdict.Forward forwarded, Message response);
}

package dev.locum.trigger.work;

import dev.locum.token.RawToken;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.trace.TraceHeader;
import io.temporal.api.common.v1.Payload;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Temporal headers of what the trigger sends to a workflow. */
final class WorkHeaders {

  private WorkHeaders() {}

  /** The delegation with its principal, and the trace that the call is in, if it is in one. */
  static Map<String, Payload> of(RawToken token, Principal principal) {
    Map<String, Payload> headers = new LinkedHashMap<>(LocumHeaders.encode(token, principal));
    headers.putAll(TraceHeader.ofCurrent());
    return headers;
  }
}

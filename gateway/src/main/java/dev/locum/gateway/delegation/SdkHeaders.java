package dev.locum.gateway.delegation;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.LocumHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Locum's headers in the messages of the Java SDK, which the worker library reads: the gateway's
 * own are of another version of the same API.
 */
public final class SdkHeaders {

  private static final List<String> OURS =
      List.of(LocumHeaders.DELEGATION, LocumHeaders.PRINCIPAL, LocumHeaders.RESCHEDULES);

  private SdkHeaders() {}

  /** Those of Locum among the headers; the others are left out. */
  public static Map<String, io.temporal.api.common.v1.Payload> of(Map<String, Payload> headers) {
    Map<String, io.temporal.api.common.v1.Payload> ours = new LinkedHashMap<>();
    for (String name : OURS) {
      Payload header = headers.get(name);
      if (header != null) {
        ours.put(name, sdk(header));
      }
    }
    return ours;
  }

  private static io.temporal.api.common.v1.Payload sdk(Payload header) {
    try {
      return io.temporal.api.common.v1.Payload.parseFrom(header.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "header: malformed");
    }
  }
}

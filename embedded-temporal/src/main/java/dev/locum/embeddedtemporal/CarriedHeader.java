package dev.locum.embeddedtemporal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;

/** A header that rides as the last payload of a signal's input. */
final class CarriedHeader {

  private static final String MARK = "locum-embedded-signal-header";

  private CarriedHeader() {}

  /** The input with the header appended. */
  static Payloads append(Payloads input, Header header) {
    Payload carrier =
        Payload.newBuilder()
            .putMetadata(MARK, ByteString.copyFromUtf8("1"))
            .setData(header.toByteString())
            .build();
    return input.toBuilder().addPayloads(carrier).build();
  }

  /** Whether the input carries a header. */
  static boolean isIn(Payloads input) {
    int last = input.getPayloadsCount() - 1;
    return last >= 0 && input.getPayloads(last).containsMetadata(MARK);
  }

  /** The header that the input carries. */
  static Header of(Payloads input) {
    try {
      return Header.parseFrom(input.getPayloads(input.getPayloadsCount() - 1).getData());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("carried header: not a Header message", e);
    }
  }

  /** The input without the header that it carries. */
  static Payloads remove(Payloads input) {
    return input.toBuilder().removePayloads(input.getPayloadsCount() - 1).build();
  }
}

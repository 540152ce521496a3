package dev.locum.grpcauthz.contract.report;

import java.io.Serial;

/** Bytes that are no descriptor set, or one that cannot be used. The message says what to do. */
public final class DescriptorSetException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  DescriptorSetException(String message) {
    super(message);
  }
}

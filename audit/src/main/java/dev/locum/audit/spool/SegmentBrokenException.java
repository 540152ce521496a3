package dev.locum.audit.spool;

import java.io.IOException;
import java.io.Serial;

/** Nobody knows any more how a segment ends on the disk; nothing may be appended to it. */
final class SegmentBrokenException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  SegmentBrokenException(IOException cause) {
    super("what was written could neither be kept nor taken back", cause);
  }
}

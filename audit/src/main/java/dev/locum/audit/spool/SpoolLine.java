package dev.locum.audit.spool;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.json.AuditEventCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One line of a segment: what one call recorded, so that a torn line tears a call and never half of
 * one. Its form is the CRC-32C of the rest in eight hex digits, a space, a JSON array of events, a
 * line feed.
 */
final class SpoolLine {

  static final byte END = '\n';

  private static final int CHECKSUM_LENGTH = 8;
  private static final int BODY = CHECKSUM_LENGTH + 1;

  private final AuditEventCodec codec = new AuditEventCodec();

  byte[] encode(List<AuditEvent> events) {
    byte[] body = codec.encodeAll(events);
    byte[] line = new byte[BODY + body.length + 1];
    byte[] checksum = checksum(body, 0, body.length);
    System.arraycopy(checksum, 0, line, 0, CHECKSUM_LENGTH);
    line[CHECKSUM_LENGTH] = ' ';
    System.arraycopy(body, 0, line, BODY, body.length);
    line[line.length - 1] = END;
    return line;
  }

  /**
   * The events of a line without its line feed; empty if it was torn or altered.
   *
   * @throws dev.locum.audit.json.AuditFormatException if it is whole, but not of a known release
   */
  Optional<List<AuditEvent>> decode(byte[] line) {
    if (!isWhole(line)) {
      return Optional.empty();
    }
    return Optional.of(codec.decodeAll(Arrays.copyOfRange(line, BODY, line.length)));
  }

  static boolean isWhole(byte[] line) {
    return line.length > BODY
        && line[CHECKSUM_LENGTH] == ' '
        && Arrays.equals(
            line, 0, CHECKSUM_LENGTH, checksum(line, BODY, line.length - BODY), 0, CHECKSUM_LENGTH);
  }

  /** The CRC-32C of a text in eight hex digits. */
  static String checksum(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new String(checksum(bytes, 0, bytes.length), StandardCharsets.US_ASCII);
  }

  private static byte[] checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return HexFormat.of()
        .toHexDigits(crc.getValue(), CHECKSUM_LENGTH)
        .getBytes(StandardCharsets.US_ASCII);
  }
}

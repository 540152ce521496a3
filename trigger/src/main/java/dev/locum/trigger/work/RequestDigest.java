package dev.locum.trigger.work;

import dev.locum.protocol.trigger.v1.StartWorkRequest;
import io.temporal.api.common.v1.Payload;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells a repeated request from another one under the same idempotency key: SHA-256 over every part
 * of the request but the key, each with its length before it, so that no two requests have the same
 * form.
 */
final class RequestDigest {

  private RequestDigest() {}

  static String of(StartWorkRequest request, List<Payload> input) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream form = new DataOutputStream(bytes)) {
      text(form, request.getRoute());
      text(form, request.getTaskQueue());
      form.writeLong(request.getDeadline().getSeconds());
      form.writeInt(request.getDeadline().getNanos());
      form.writeInt(request.getActionsCount());
      for (String action : request.getActionsList()) {
        text(form, action);
      }
      form.writeInt(input.size());
      for (Payload payload : input) {
        bytes(form, payload.toByteArray());
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not in this JDK", e);
    }
  }

  private static void text(DataOutputStream form, String text) throws IOException {
    bytes(form, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(DataOutputStream form, byte[] bytes) throws IOException {
    form.writeInt(bytes.length);
    form.write(bytes);
  }
}

package dev.locum.authservice.rpc.admin.platform;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.locum.authservice.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Names the state of something: another state has another name. */
public final class StateName {

  private StateName() {}

  /** The name of what is in this form, which must be the same for the same state. */
  public static String of(Message canonical) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.useDeterministicSerialization();
      canonical.writeTo(out);
      out.flush();
      return Sha256.base64Url(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }
}

package dev.locum.gateway.upstream;

import com.google.protobuf.Message;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a message onto the wire: what was checked, and never the bytes that came. */
final class WrittenMessage implements MethodDescriptor.Marshaller<Message> {

  static final WrittenMessage MARSHALLER = new WrittenMessage();

  private WrittenMessage() {}

  @Override
  public InputStream stream(Message value) {
    return new MessageStream(value);
  }

  @Override
  public Message parse(InputStream stream) {
    throw new IllegalStateException("message: read (expected: only written)");
  }

  /** Serialises straight into the frame when it is drained, as grpc does. */
  private static final class MessageStream extends InputStream implements Drainable, KnownLength {

    private final Message message;
    private @Nullable InputStream bytes;
    private boolean drained;

    MessageStream(Message message) {
      this.message = message;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      if (bytes != null) {
        return Math.toIntExact(bytes.transferTo(target));
      }
      drained = true;
      message.writeTo(target);
      return message.getSerializedSize();
    }

    @Override
    public int available() throws IOException {
      if (bytes != null) {
        return bytes.available();
      }
      return drained ? 0 : message.getSerializedSize();
    }

    @Override
    public int read() throws IOException {
      return bytes().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return bytes().read(target, offset, length);
    }

    private InputStream bytes() {
      if (bytes == null) {
        bytes = new ByteArrayInputStream(drained ? new byte[0] : message.toByteArray());
      }
      return bytes;
    }
  }
}

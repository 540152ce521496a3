package dev.locum.gateway.wire;

import com.google.protobuf.Message;
import dev.locum.gateway.upstream.TemporalMethod;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The caller's end of a call that no network is under: what the caller was told, in order. */
final class StandingCall extends ServerCall<byte[], Message> {

  private final TemporalMethod method;
  private final List<Status> closed = new CopyOnWriteArrayList<>();
  private final List<Message> messages = new CopyOnWriteArrayList<>();

  StandingCall(TemporalMethod method) {
    this.method = method;
  }

  /** With what it was ended; more than one is a fault. */
  List<Status> closed() {
    return List.copyOf(closed);
  }

  /** The answers that it got. */
  List<Message> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void request(int messages) {
    // Whoever stands in for the caller sends when the test says so.
  }

  @Override
  public void sendHeaders(Metadata headers) {
    // Nothing is in them.
  }

  @Override
  public void sendMessage(Message message) {
    messages.add(message);
  }

  @Override
  public void close(Status status, Metadata trailers) {
    closed.add(status);
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public MethodDescriptor<byte[], Message> getMethodDescriptor() {
    return method.served();
  }

  @Override
  public Attributes getAttributes() {
    return Attributes.EMPTY;
  }
}

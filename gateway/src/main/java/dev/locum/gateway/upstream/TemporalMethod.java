package dev.locum.gateway.upstream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import java.io.IOException;

/** One unary method of Temporal, and the form of its messages. */
public final class TemporalMethod {

  private final String name;
  private final Message request;
  private final Message response;
  private final MethodDescriptor<byte[], Message> served;
  private final MethodDescriptor<Message, byte[]> called;

  TemporalMethod(String name, Message request, Message response) {
    this.name = name;
    this.request = request;
    this.response = response;
    this.served =
        MethodDescriptor.<byte[], Message>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(WholeMessage.MARSHALLER)
            .setResponseMarshaller(WrittenMessage.MARSHALLER)
            .build();
    this.called =
        MethodDescriptor.<Message, byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(WrittenMessage.MARSHALLER)
            .setResponseMarshaller(WholeMessage.MARSHALLER)
            .build();
  }

  /** {@code package.Service/Method}. */
  public String name() {
    return name;
  }

  /** As the gateway serves it: it reads bytes and writes messages. */
  public MethodDescriptor<byte[], Message> served() {
    return served;
  }

  /** As the gateway calls it: it writes messages and reads bytes. */
  MethodDescriptor<Message, byte[]> called() {
    return called;
  }

  /**
   * Parses a request. Payloads are not copied: they are views of {@code bytes}, which nobody may
   * change any more.
   *
   * @throws InvalidProtocolBufferException if it is none
   */
  public Message parseRequest(byte[] bytes) throws InvalidProtocolBufferException {
    return parse(request, bytes);
  }

  /** Parses an answer; as {@link #parseRequest}. */
  public Message parseResponse(byte[] bytes) throws InvalidProtocolBufferException {
    return parse(response, bytes);
  }

  /** A request that says nothing. */
  public Message emptyRequest() {
    return request;
  }

  private static Message parse(Message prototype, byte[] bytes)
      throws InvalidProtocolBufferException {
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    input.enableAliasing(true);
    Message message = prototype.getParserForType().parseFrom(input);
    try {
      if (!input.isAtEnd()) {
        throw new InvalidProtocolBufferException("bytes after the message");
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return message;
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.locum.carsharing;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Faults of the services, by bare method name; it also keeps which methods were called, in order.
 */
public final class Faults implements ServerInterceptor {

  private enum Kind {
    /** The call is refused before it does anything. */
    BEFORE,
    /** The call does its work and its answer is lost. */
    AFTER
  }

  private final Map<String, Kind> faults = new ConcurrentHashMap<>();
  private final List<String> calls = new ArrayList<>();

  /** From now on calls of the method fail before they do anything. */
  public void fail(String method) {
    faults.put(method, Kind.BEFORE);
  }

  /** From now on calls of the method do their work, but fail. */
  public void loseAnswer(String method) {
    faults.put(method, Kind.AFTER);
  }

  public void repair() {
    faults.clear();
  }

  /** The methods called so far; repeated calls of one in a row once. */
  public synchronized List<String> calls() {
    List<String> distinct = new ArrayList<>();
    for (String call : calls) {
      if (distinct.isEmpty() || !distinct.getLast().equals(call)) {
        distinct.add(call);
      }
    }
    return distinct;
  }

  /** How often the method was called. */
  public synchronized long count(String method) {
    return calls.stream().filter(method::equals).count();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String method = call.getMethodDescriptor().getBareMethodName();
    synchronized (this) {
      calls.add(method);
    }
    Kind fault = faults.get(method);
    if (fault == Kind.BEFORE) {
      call.close(Status.INTERNAL.withDescription("injected"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(fault == Kind.AFTER ? losing(call) : call, headers);
  }

  private static <ReqT, RespT> ServerCall<ReqT, RespT> losing(ServerCall<ReqT, RespT> call) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void sendHeaders(Metadata headers) {}

      @Override
      public void sendMessage(RespT message) {}

      @Override
      public void close(Status status, Metadata trailers) {
        super.close(Status.INTERNAL.withDescription("answer lost"), new Metadata());
      }
    };
  }
}

package dev.locum.carsharing;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Keeps which headers came in with each call, before anything takes them out. */
public final class ReceivedHeaders extends ServerStreamTracer.Factory {

  private final List<Call> calls = new ArrayList<>();

  /**
   * A call.
   *
   * @param method its bare name
   * @param headers the names of its headers
   * @param authorization the value of that header; empty: none
   */
  public record Call(String method, Set<String> headers, String authorization) {}

  /** The calls of a method so far. */
  public synchronized List<Call> of(String method) {
    return calls.stream().filter(call -> call.method().equals(method)).toList();
  }

  @Override
  public synchronized ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    String authorization =
        headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
    calls.add(
        new Call(
            method.substring(method.indexOf('/') + 1),
            new TreeSet<>(headers.keys()),
            authorization == null ? "" : authorization));
    return new ServerStreamTracer() {};
  }
}

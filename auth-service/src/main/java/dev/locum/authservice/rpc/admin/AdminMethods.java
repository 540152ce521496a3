package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.store.Store;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialException;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A service of administrators, put together of the methods of its nouns. It cannot be built while a
 * method of the protocol is missing.
 */
final class AdminMethods {

  private final Store store;
  private final AuditedChanges changes;
  private final ServerServiceDefinition.Builder service;

  AdminMethods(ServiceDescriptor service, Store store, AuditedChanges changes) {
    this.service = ServerServiceDefinition.builder(service);
    this.store = store;
    this.changes = changes;
  }

  /** Adds a method that changes something. */
  <Q, A> AdminMethods change(MethodDescriptor<Q, A> method, Function<Q, Change<A>> reader) {
    return add(method, request -> changes.make(reader.apply(request)));
  }

  /** Adds a method that changes something and completes its answer after the commit. */
  <Q, A> AdminMethods answer(
      MethodDescriptor<Q, A> method, Function<Q, Change<A>> reader, UnaryOperator<A> completed) {
    return add(method, request -> completed.apply(changes.make(reader.apply(request))));
  }

  /** Adds a method that shows something. */
  <Q, A> AdminMethods view(MethodDescriptor<Q, A> method, Function<Q, View<A>> reader) {
    return add(method, request -> store.read(reader.apply(request).work()));
  }

  private <Q, A> AdminMethods add(MethodDescriptor<Q, A> method, Function<Q, A> body) {
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall(
            (request, answer) -> Wire.send(answer, explained(() -> body.apply(request)))));
    return this;
  }

  /** An administrator is told what stands in the way: nobody else gets here. */
  private static <A> A explained(Supplier<A> body) {
    try {
      return body.get();
    } catch (DenialException e) {
      throw Refusals.toAdministrator(e.rejection(), Caller.current().correlationId());
    }
  }

  ServerServiceDefinition build() {
    return service.build();
  }
}

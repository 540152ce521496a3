package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.approval.Proposal;
import dev.locum.authservice.rpc.AdministratorAccess;
import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.authservice.workload.Workload;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A service of administrators, put together of the methods of its nouns. It cannot be built while a
 * method of the protocol is missing.
 */
final class AdminMethods {

  private final Administration.Needs needs;
  private final AuditedChanges changes;
  private final Map<String, Replayed<?>> replayed = new HashMap<>();
  private final ServerServiceDefinition.Builder service;

  AdminMethods(ServiceDescriptor service, Administration.Needs needs, AuditedChanges changes) {
    this.service = ServerServiceDefinition.builder(service);
    this.needs = needs;
    this.changes = changes;
  }

  /** A method whose requests are kept and made again. */
  private record Replayed<Q>(
      MethodDescriptor<Q, ?> method, Function<Q, ? extends Change<?>> reader) {

    Change<?> read(String message) {
      byte[] bytes = Base64.getDecoder().decode(message);
      return reader.apply(method.parseRequest(new ByteArrayInputStream(bytes)));
    }

    String shown(String message) {
      byte[] bytes = Base64.getDecoder().decode(message);
      return String.valueOf(method.parseRequest(new ByteArrayInputStream(bytes)));
    }
  }

  /** Adds a method that changes something. */
  <Q, A> AdminMethods change(MethodDescriptor<Q, A> method, Function<Q, Change<A>> reader) {
    return answer(method, reader, UnaryOperator.identity());
  }

  /** Adds a method that changes something and completes its answer after the commit. */
  <Q, A> AdminMethods answer(
      MethodDescriptor<Q, A> method, Function<Q, Change<A>> reader, UnaryOperator<A> completed) {
    replayed.put(method.getFullMethodName(), new Replayed<>(method, reader));
    return add(
        method,
        request -> {
          Change<A> change = read(method, () -> reader.apply(request));
          return completed.apply(changes.make(inScope(change), kept(method, request)));
        });
  }

  /** Adds a method that shows something. */
  <Q, A> AdminMethods view(MethodDescriptor<Q, A> method, Function<Q, View<A>> reader) {
    return add(
        method,
        request ->
            read(
                method,
                () -> {
                  View<A> view = reader.apply(request);
                  Administrator.current().requireScope(view.tenant());
                  return needs.store().read(view.work());
                }));
  }

  /** A refusal of something that is read leaves an event as that of a change does. */
  private <T> T read(MethodDescriptor<?, ?> method, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DenialException e) {
      changes.refused(String.valueOf(method.getBareMethodName()), e);
      throw e;
    }
  }

  private <Q, A> AdminMethods add(MethodDescriptor<Q, A> method, Function<Q, A> body) {
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall(
            (request, answer) -> Wire.send(answer, explained(() -> body.apply(request)))));
    return this;
  }

  private static <Q> Proposal.Request kept(MethodDescriptor<Q, ?> method, Q request) {
    try (InputStream message = method.streamRequest(request)) {
      return new Proposal.Request(
          method.getFullMethodName(), Base64.getEncoder().encodeToString(message.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /**
   * A change that was proposed, as this administrator would make it.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if they may not
   */
  Change<?> replay(Proposal.Request request, Workload who) {
    AdministratorAccess.require(request.method(), who);
    Change<?> change = Caller.inPlaceOf(who, () -> replayed(request).read(request.message()));
    if (!change.about().isScopedWithin()) {
      new Administrator(who).requireScope(change.about().tenant());
    }
    return change;
  }

  /** What was asked for, to be looked at. */
  String shown(Proposal.Request request) {
    return replayed(request).shown(request.message());
  }

  private Replayed<?> replayed(Proposal.Request request) {
    Replayed<?> known = replayed.get(request.method());
    if (known == null) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT, "approval: of a method that is not there any more");
    }
    return known;
  }

  /** Reads in a transaction of its own. */
  <T> T read(UnitOfWork<T> work) {
    return needs.store().read(work);
  }

  AuditedChanges changes() {
    return changes;
  }

  /** Whose something is may be known only in the transaction: then the work looks itself. */
  private <C extends Change<?>> C inScope(C change) {
    if (change.about().isScopedWithin()) {
      return change;
    }
    try {
      Administrator.current().requireScope(change.about().tenant());
      return change;
    } catch (DenialException e) {
      changes.refused(change, e);
      throw e;
    }
  }

  /** An administrator is told what stands in the way: nobody else gets here. */
  private static <A> A explained(Supplier<A> body) {
    try {
      return body.get();
    } catch (DenialException e) {
      throw shown(e.rejection(), Caller.current().correlationId());
    }
  }

  /** To the administrator of one tenant, what is another's and what is not there look alike. */
  private static StatusRuntimeException shown(Rejection rejection, String correlationId) {
    boolean isHidden =
        rejection.reason() == DenialReason.ENTITY_NOT_FOUND
            && Administrator.current().isOfATenant();
    return isHidden
        ? Refusals.toStatus(rejection, correlationId)
        : Refusals.toAdministrator(rejection, correlationId);
  }

  ServerServiceDefinition build() {
    return service.build();
  }
}

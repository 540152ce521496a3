package dev.locum.carsharing.rpc;

import dev.locum.carsharing.journal.NotPossibleException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Answers a call with what a piece of work yields, or with why it was not possible. */
final class Answers {

  private Answers() {}

  static <T> void one(StreamObserver<T> observer, Supplier<T> work) {
    T answer;
    try {
      answer = work.get();
    } catch (NotPossibleException e) {
      throw status(e);
    } catch (UncheckedIOException e) {
      throw Status.UNAVAILABLE.withDescription("Nothing can be kept now.").asRuntimeException();
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  /**
   * Checks a field of a request.
   *
   * @throws NotPossibleException if it is empty or longer than {@code max}
   */
  static void require(String field, String value, int max) {
    if (value.isEmpty() || value.length() > max) {
      throw NotPossibleException.invalid(field + ": empty or too long");
    }
  }

  static StatusRuntimeException status(NotPossibleException e) {
    Status status =
        switch (e.kind()) {
          case NOT_FOUND -> Status.NOT_FOUND;
          case CONFLICT -> Status.FAILED_PRECONDITION;
          case INVALID -> Status.INVALID_ARGUMENT;
        };
    return status.withDescription(e.getMessage()).asRuntimeException();
  }
}

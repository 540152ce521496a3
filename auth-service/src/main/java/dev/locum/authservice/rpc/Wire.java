package dev.locum.authservice.rpc;

import com.google.protobuf.Timestamp;
import dev.locum.authservice.namespace.CredentialKind;
import dev.locum.authservice.namespace.DelegationRule;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Between wire values and ours. What has not the form that ours need is refused, naming the field.
 */
public final class Wire {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 500;

  private Wire() {}

  /** Answers, and ends the call. */
  public static <T> void send(StreamObserver<T> answer, T response) {
    answer.onNext(response);
    answer.onCompleted();
  }

  public static int pageSize(int asked) {
    if (asked < 0 || asked > MAX_PAGE) {
      throw invalid("page_size: expected 1 to " + MAX_PAGE);
    }
    return asked == 0 ? DEFAULT_PAGE : asked;
  }

  /**
   * Where a page begins. A page token is a position; it opens nothing that its holder could not see
   * without it.
   *
   * @param first where the first page begins
   */
  public static long position(String pageToken, long first) {
    if (pageToken.isEmpty()) {
      return first;
    }
    try {
      return Long.parseLong(pageToken);
    } catch (NumberFormatException e) {
      throw invalid("page_token: expected one that was answered");
    }
  }

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  public static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /** A duration of whole seconds. */
  public static Duration seconds(String field, com.google.protobuf.Duration wire) {
    if (wire.getNanos() != 0 || Math.abs(wire.getSeconds()) > 1L << 40) {
      throw invalid(field + ": expected whole seconds");
    }
    return Duration.ofSeconds(wire.getSeconds());
  }

  public static RawToken token(String field, String text) {
    return value(field, () -> RawToken.of(text));
  }

  public static Optional<RawToken> optionalToken(String field, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(token(field, text));
  }

  public static TenantId tenant(String field, String text) {
    return value(field, () -> new TenantId(text));
  }

  /** An id that cannot be one names nothing that is there. */
  public static DelegationId delegation(String text) {
    try {
      return new DelegationId(text);
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.WORK_NOT_FOUND, "delegation id of another form");
    }
  }

  public static ActionSet actions(String field, List<String> names) {
    return value(field, () -> ActionSet.ofNames(names));
  }

  public static Optional<Action> action(String field, String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(value(field, () -> new Action(name)));
  }

  public static <T> Optional<T> optional(String text, Function<String, T> reader) {
    return text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text));
  }

  /** Reads a value; the messages of our value types never show what they refuse. */
  public static <T> T value(String field, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException e) {
      throw invalid(field + ": " + e.getMessage());
    }
  }

  public static DenialException invalid(String detail) {
    return new DenialException(DenialReason.REQUEST_INVALID, detail);
  }

  public static dev.locum.protocol.auth.v1.DelegationRule toWire(DelegationRule rule) {
    return dev.locum.protocol.auth.v1.DelegationRule.valueOf("DELEGATION_RULE_" + rule.name());
  }

  public static dev.locum.protocol.auth.v1.CredentialKind toWire(CredentialKind kind) {
    return dev.locum.protocol.auth.v1.CredentialKind.valueOf("CREDENTIAL_KIND_" + kind.name());
  }

  /** To what a token is bound. */
  static dev.locum.protocol.auth.v1.Confirmation confirmation(Confirmation confirmation) {
    var wire = dev.locum.protocol.auth.v1.Confirmation.newBuilder();
    return switch (confirmation) {
      case Confirmation.Key key -> wire.setJkt(key.thumbprint().value()).build();
      case Confirmation.Certificate certificate ->
          wire.setX5TS256(certificate.thumbprint().value()).build();
    };
  }
}

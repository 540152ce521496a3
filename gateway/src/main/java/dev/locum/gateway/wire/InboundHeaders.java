package dev.locum.gateway.wire;

import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a call. Nothing of it reaches Temporal but the few entries listed here, each at
 * most once and of a harmless form; what routes, ranks or identifies a caller is the gateway's own.
 */
final class InboundHeaders {

  /** What tells Temporal of the SDK, and what joins traces (W3C Trace Context). */
  private static final List<Metadata.Key<String>> PASSED =
      List.of(
          key("client-name"),
          key("client-version"),
          key("supported-server-versions"),
          key("supported-features"),
          key("traceparent"),
          key("tracestate"));

  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> NAMESPACE = key("temporal-namespace");
  private static final int MAX_LENGTH = 512;

  private final Metadata headers;
  private final String correlationId;

  private InboundHeaders(Metadata headers, String correlationId) {
    this.headers = headers;
    this.correlationId = correlationId;
  }

  static InboundHeaders of(Metadata headers) {
    return new InboundHeaders(headers, Correlation.of(headers));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  String correlationId() {
    return correlationId;
  }

  /** Every value of {@code authorization}. */
  List<String> authorization() {
    return values(AUTHORIZATION);
  }

  /**
   * What Temporal gets beside a request. A namespace that is named beside a request about none, as
   * SDKs do, goes no further.
   *
   * @param namespace the namespace that the request is about; empty for none
   * @throws DenialException {@code REQUEST_INVALID} if an entry is repeated, has another form, or
   *     names another namespace than the request
   */
  Metadata outbound(String namespace) {
    Metadata outbound = new Metadata();
    for (Metadata.Key<String> key : PASSED) {
      String value = single(key);
      if (value != null) {
        outbound.put(key, value);
      }
    }
    String claimed = single(NAMESPACE);
    if (namespace.isEmpty()) {
      return outbound;
    }
    if (claimed != null && !claimed.equals(namespace)) {
      throw new DenialException(
          DenialReason.REQUEST_INVALID,
          "metadata temporal-namespace: differs from the request's namespace");
    }
    outbound.put(NAMESPACE, namespace);
    return outbound;
  }

  /** The namespace that the caller named beside its request; empty if none or several. */
  String claimedNamespace() {
    List<String> claimed = values(NAMESPACE);
    return claimed.size() == 1 ? claimed.get(0) : "";
  }

  private @Nullable String single(Metadata.Key<String> key) {
    String value = headers.get(key);
    if (value == null) {
      return null;
    }
    if (values(key).size() > 1) {
      throw new DenialException(
          DenialReason.REQUEST_INVALID, "metadata " + key.name() + ": repeated");
    }
    if (!isHarmless(value)) {
      throw new DenialException(
          DenialReason.REQUEST_INVALID, "metadata " + key.name() + ": of another form");
    }
    return value;
  }

  /** Printable US-ASCII of a bounded length. */
  private static boolean isHarmless(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= MAX_LENGTH;
  }

  private List<String> values(Metadata.Key<String> key) {
    Iterable<String> all = headers.getAll(key);
    if (all == null) {
      return List.of();
    }
    List<String> values = new ArrayList<>(1);
    all.forEach(values::add);
    return values;
  }
}

package dev.locum.grpcauthz.trace;

import io.grpc.Metadata;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;

/** Trace context in the headers of a call; nothing else of a context travels. */
final class TraceHeaders {

  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Metadata> GETTER =
      (headers, name) -> headers == null ? null : headers.get(key(name));

  private TraceHeaders() {}

  /** The span that the caller is in; none if the headers name none, or are malformed. */
  static Context extract(Metadata headers) {
    return W3C.extract(Context.root(), headers, GETTER);
  }

  /** Replaces whatever the headers said. */
  static void inject(Context context, Metadata headers) {
    W3C.fields().forEach(name -> headers.discardAll(key(name)));
    W3C.inject(
        context,
        headers,
        (carrier, name, value) -> {
          if (carrier != null) {
            carrier.put(key(name), value);
          }
        });
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}

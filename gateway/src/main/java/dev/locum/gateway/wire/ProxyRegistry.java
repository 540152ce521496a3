package dev.locum.gateway.wire;

import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.rpc.CallEnd;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every method that the gateway answers to, which is every method: those of Temporal's compiled API
 * are proxied, all others are refused.
 */
final class ProxyRegistry extends HandlerRegistry {

  private static final Connection UNKNOWN = new Connection(Optional.empty());
  private static final String NOBODY = "";

  /** Keeps a stranger's line breaks and kilobytes out of log and trail. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{1,128}/[A-Za-z0-9_]{1,128}");

  private final ProxyParts parts;
  private final Map<String, ServerMethodDefinition<?, ?>> known = new HashMap<>();

  ProxyRegistry(ProxyParts parts) {
    this.parts = parts;
    for (String name : parts.desk().methods().names()) {
      TemporalMethod method = parts.desk().methods().find(name);
      if (method != null) {
        known.put(name, ServerMethodDefinition.create(method.served(), proxying(method)));
      }
    }
  }

  private ServerCallHandler<byte[], Message> proxying(TemporalMethod method) {
    return (call, headers) -> {
      ProxiedCall proxied = new ProxiedCall(call, method, parts, headers);
      proxied.begin(connection(call));
      return proxied;
    };
  }

  static Connection connection(ServerCall<?, ?> call) {
    Connection connection = call.getAttributes().get(ConnectionProof.CONNECTION);
    return connection == null ? UNKNOWN : connection;
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    ServerMethodDefinition<?, ?> method = known.get(name);
    return method == null ? refusing(name) : method;
  }

  /** Streams, other services and what a newer Temporal may know. */
  private ServerMethodDefinition<InputStream, InputStream> refusing(String name) {
    MethodDescriptor<InputStream, InputStream> method =
        MethodDescriptor.<InputStream, InputStream>newBuilder()
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(name)
            .setRequestMarshaller(Discarded.MARSHALLER)
            .setResponseMarshaller(Discarded.MARSHALLER)
            .build();
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> {
          refuse(call, name, Correlation.of(headers));
          return new ServerCall.Listener<>() {};
        });
  }

  private void refuse(ServerCall<?, ?> call, String name, String correlationId) {
    parts
        .desk()
        .trail()
        .record(
            new RefusalTrail.Refused(
                AuditEventType.TEMPORAL_CALLED,
                NOBODY,
                connection(call).address(),
                NOBODY,
                NAME.matcher(name).matches() ? name : "a name of no method",
                AuditExecution.none(),
                Rejection.of(DenialReason.METHOD_NOT_ALLOWED, "unknown here"),
                correlationId),
            told -> CallEnd.refuse(call, told, correlationId));
  }

  private static final class Discarded implements MethodDescriptor.Marshaller<InputStream> {

    static final Discarded MARSHALLER = new Discarded();

    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return new ByteArrayInputStream(new byte[0]);
    }
  }
}

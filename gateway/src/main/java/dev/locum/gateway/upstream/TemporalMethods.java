package dev.locum.gateway.upstream;

import com.google.protobuf.Message;
import dev.locum.temporalapi.operatorservice.v1.OperatorServiceGrpc;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every method of Temporal's API that this build knows: the workflow and the operator service. What
 * is not here cannot be parsed, and so not checked, and so not forwarded.
 */
public final class TemporalMethods {

  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          WorkflowServiceGrpc.getServiceDescriptor(), OperatorServiceGrpc.getServiceDescriptor());

  private final Map<String, TemporalMethod> methods;

  private TemporalMethods(Map<String, TemporalMethod> methods) {
    this.methods = Map.copyOf(methods);
  }

  /** Those of the compiled API. */
  public static TemporalMethods compiled() {
    Map<String, TemporalMethod> methods = new HashMap<>();
    for (ServiceDescriptor service : SERVICES) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
          methods.put(method.getFullMethodName(), known(method));
        }
      }
    }
    return new TemporalMethods(methods);
  }

  private static TemporalMethod known(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier)) {
      throw new IllegalStateException(method.getFullMethodName() + ": no protobuf method");
    }
    return new TemporalMethod(
        method.getFullMethodName(),
        prototype(method.getRequestMarshaller()),
        prototype(method.getResponseMarshaller()));
  }

  private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    if (marshaller instanceof MethodDescriptor.PrototypeMarshaller<?> known
        && known.getMessagePrototype() instanceof Message prototype) {
      return prototype;
    }
    throw new IllegalStateException("marshaller: " + marshaller + " (expected: of protobuf)");
  }

  /** The method of a full name, {@code package.Service/Method}; null if it is not known. */
  public @Nullable TemporalMethod find(String name) {
    return methods.get(name);
  }

  /** Full names of all of them. */
  public Set<String> names() {
    return methods.keySet();
  }
}

package dev.locum.grpcauthz.contract;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The contracts of all methods of a server, looked up by full method name: the one table that
 * classifies every RPC. A method that is not in it is refused. Immutable.
 */
public final class ServiceContracts {

  private final Map<String, MethodContract> byMethod;

  private ServiceContracts(Map<String, MethodContract> byMethod) {
    this.byMethod = byMethod;
  }

  /**
   * Resolves the services of a server.
   *
   * @param services what the server serves
   * @param open full names of services without options that everybody may call, such as {@code
   *     grpc.health.v1.Health}
   * @throws ContractException if a service has no descriptor and is not open, or a contract
   *     contradicts itself
   */
  public static ServiceContracts of(
      Collection<ServerServiceDefinition> services, Set<String> open) {
    Map<String, MethodContract> contracts = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (ServerServiceDefinition service : services) {
      for (MethodContract contract : resolve(service, open, problems)) {
        contracts.put(contract.method(), contract);
      }
    }
    if (!problems.isEmpty()) {
      throw new ContractException(problems);
    }
    return new ServiceContracts(Map.copyOf(contracts));
  }

  /** The contract of a method; one that is not in the table is gated, with the policy to deny. */
  public MethodContract of(MethodDescriptor<?, ?> method) {
    String name = method.getFullMethodName();
    MethodContract contract = byMethod.get(name);
    return contract == null ? MethodContract.unknown(name) : contract;
  }

  /** All contracts, in no order. */
  public Collection<MethodContract> all() {
    return byMethod.values();
  }

  private static List<MethodContract> resolve(
      ServerServiceDefinition service, Set<String> open, List<String> problems) {
    String name = service.getServiceDescriptor().getName();
    Optional<ServiceDescriptor> descriptor = descriptor(service);
    if (open.contains(name)) {
      if (descriptor.filter(ContractResolver::isAnnotated).isPresent()) {
        problems.add(name + ": listed as open, but its contract has options (expected: none)");
      }
      return service.getServiceDescriptor().getMethods().stream()
          .map(method -> MethodContract.open(method.getFullMethodName()))
          .toList();
    }
    if (descriptor.isEmpty()) {
      problems.add(name + ": no descriptor (expected: generated code, or listed as open)");
      return List.of();
    }
    return ContractResolver.resolve(descriptor.get());
  }

  private static Optional<ServiceDescriptor> descriptor(ServerServiceDefinition service) {
    Object schema = service.getServiceDescriptor().getSchemaDescriptor();
    return schema instanceof ProtoServiceDescriptorSupplier supplier
        ? Optional.of(supplier.getServiceDescriptor())
        : Optional.empty();
  }
}

package dev.locum.grpcauthz.contract.report;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.ContractResolver;
import dev.locum.grpcauthz.contract.MethodContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every method of an API with exactly one posture and what it asks of callers (S4-07, S4-14).
 *
 * @param methods the contracts, in the order of their names
 * @param findings what the author should look at, services first
 */
public record ContractReport(List<MethodContract> methods, List<Finding> findings) {

  /** Copies. */
  public ContractReport {
    methods = methods.stream().sorted(Comparator.comparing(MethodContract::method)).toList();
    findings = List.copyOf(findings);
  }

  /**
   * Reports services.
   *
   * @throws ContractException with the problems of all of them, if a contract contradicts itself or
   *     cannot be read: a server with it does not start either
   */
  public static ContractReport of(Collection<ServiceDescriptor> services) {
    List<MethodContract> methods = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (ServiceDescriptor service : services) {
      try {
        List<MethodContract> resolved = ContractResolver.resolve(service);
        methods.addAll(resolved);
        findings.addAll(Lints.of(service, resolved));
      } catch (ContractException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ContractException(problems);
    }
    return new ContractReport(methods, findings);
  }

  /**
   * Reports descriptor sets together. A service may be in several of them, as an import.
   *
   * @throws DescriptorSetException if one cannot be read, or two say different things of a service
   * @throws ContractException if a contract contradicts itself or cannot be read
   */
  public static ContractReport ofDescriptorSets(Collection<byte[]> descriptorSets) {
    Map<String, ServiceDescriptor> services = new LinkedHashMap<>();
    for (byte[] descriptorSet : descriptorSets) {
      for (ServiceDescriptor service : DescriptorSetReader.read(descriptorSet)) {
        ServiceDescriptor known = services.putIfAbsent(service.getFullName(), service);
        if (known != null && !known.toProto().equals(service.toProto())) {
          throw new DescriptorSetException(
              service.getFullName() + ": two that differ (expected: one version of it)");
        }
      }
    }
    return of(services.values());
  }

  /** Whether something is probably not what was meant. */
  public boolean hasWarnings() {
    return findings.stream().anyMatch(finding -> finding.kind().level() == Finding.Level.WARNING);
  }
}

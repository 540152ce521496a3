package dev.locum.grpcauthz.contract.report;

import com.google.protobuf.DescriptorProtos.ServiceOptions;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.report.Finding.Kind;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.options.v1.ServiceAuth;
import java.util.ArrayList;
import java.util.List;

/** Looks for what an author probably did not mean. */
final class Lints {

  private static final ExtensionRegistry REGISTRY = registry();

  private Lints() {}

  /** Of a service whose contract was resolved. */
  static List<Finding> of(ServiceDescriptor service, List<MethodContract> methods) {
    List<Finding> findings = new ArrayList<>(ofService(service));
    methods.forEach(method -> findings.addAll(of(method)));
    return findings;
  }

  private static List<Finding> ofService(ServiceDescriptor service) {
    List<Finding> findings = new ArrayList<>();
    ServiceAuth options = options(service);
    if (options.getPublic()) {
      findings.add(
          new Finding(
              Kind.PUBLIC_SERVICE,
              service.getFullName(),
              "public as a whole: a method that is added later is open to the world"));
    }
    if (options.getDefaultPolicy().equals("allow")) {
      findings.add(
          new Finding(
              Kind.ALLOW_BY_DEFAULT,
              service.getFullName(),
              "default_policy allow: a method that is added later lets every user in"));
    }
    return findings;
  }

  private static List<Finding> of(MethodContract method) {
    List<Finding> findings = new ArrayList<>();
    if (method.posture() == Posture.PUBLIC) {
      findings.add(
          new Finding(
              Kind.PUBLIC_METHOD,
              method.method(),
              "open to the world: if only services call it, mark it internal"));
    }
    boolean letsNobodyIn =
        method.posture() == Posture.GATED
            && method.requires().isEmpty()
            && method.policy() == Policy.DENY;
    if (letsNobodyIn) {
      findings.add(
          new Finding(
              Kind.UNREACHABLE,
              method.method(),
              "nobody may call it: no option lets anybody in (expected: requires, policy, internal"
                  + " or public)"));
    }
    method
        .warnings()
        .forEach(warning -> findings.add(new Finding(Kind.RESOLVER, method.method(), warning)));
    return findings;
  }

  /** The resolver has read them before, so they can be read. */
  private static ServiceAuth options(ServiceDescriptor service) {
    try {
      return ServiceOptions.parseFrom(service.getOptions().toByteString(), REGISTRY)
          .getExtension(OptionsProto.serviceAuth);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(service.getFullName() + ": was resolved", e);
    }
  }

  private static ExtensionRegistry registry() {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    OptionsProto.registerAllExtensions(registry);
    return registry;
  }
}

package dev.locum.grpcauthz.contract;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceOptions;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.grpcauthz.options.v1.AuthRequirements;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.options.v1.ServiceAuth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Merges the options of a service and its methods into one {@link MethodContract} each.
 *
 * <p>Rules: {@code public} and {@code internal} of a method count when they are present, an
 * explicit false too; a marker that is true on a method switches off the service's marker of the
 * other kind. Both on one level contradict each other, and so do requirements of a method that is
 * public: the server must not start. {@code requires} of a method replaces the service's {@code
 * default_requires} as a whole. {@code requires} beats {@code policy: "deny"}, which is warned of.
 * A policy word other than {@code allow} and {@code deny} counts as unset, and unset denies.
 *
 * <p><b>Security guarantees</b>: options are read from their bytes with our own extension registry,
 * so that a descriptor built without one does not look un-annotated; an option with a field that
 * this version does not know is refused, since it may restrict.
 */
public final class ContractResolver {

  private static final ExtensionRegistry REGISTRY = registry();

  private ContractResolver() {}

  /**
   * The contracts of all methods of a service, in the order of their declaration.
   *
   * @throws ContractException with all problems, if there is one
   */
  public static List<MethodContract> resolve(ServiceDescriptor service) {
    List<String> problems = new ArrayList<>();
    ServiceAuth serviceAuth = serviceAuth(service, problems);
    if (serviceAuth.getPublic() && serviceAuth.getInternal()) {
      problems.add(service.getFullName() + ": public and internal (expected: one of them)");
    }
    List<MethodContract> contracts = new ArrayList<>();
    for (MethodDescriptor method : service.getMethods()) {
      contracts.add(resolve(method, serviceAuth, problems));
    }
    if (!problems.isEmpty()) {
      throw new ContractException(problems);
    }
    return List.copyOf(contracts);
  }

  /** Whether the service or one of its methods has options of ours, readable or not. */
  static boolean isAnnotated(ServiceDescriptor service) {
    List<String> problems = new ArrayList<>();
    boolean annotated = !serviceAuth(service, problems).equals(ServiceAuth.getDefaultInstance());
    for (MethodDescriptor method : service.getMethods()) {
      annotated |=
          !methodAuth(method, method.getFullName(), problems)
              .equals(MethodAuth.getDefaultInstance());
    }
    return annotated || !problems.isEmpty();
  }

  /** The full names of the methods whose posture is public, in the order of their declaration. */
  public static List<String> publicMethods(List<ServiceDescriptor> services) {
    return methods(services, Posture.PUBLIC);
  }

  /** The full names of the methods whose posture is internal, in the order of their declaration. */
  public static List<String> internalMethods(List<ServiceDescriptor> services) {
    return methods(services, Posture.INTERNAL);
  }

  private static List<String> methods(List<ServiceDescriptor> services, Posture posture) {
    return services.stream()
        .flatMap(service -> resolve(service).stream())
        .filter(contract -> contract.posture() == posture)
        .map(MethodContract::method)
        .toList();
  }

  private static MethodContract resolve(
      MethodDescriptor method, ServiceAuth service, List<String> problems) {
    String name = method.getService().getFullName() + "/" + method.getName();
    MethodAuth own = methodAuth(method, name, problems);
    Posture posture = posture(own, service);
    if (own.getPublic() && own.getInternal()) {
      problems.add(name + ": public and internal (expected: one of them)");
    }
    if (posture == Posture.PUBLIC && own.hasRequires()) {
      problems.add(name + ": requirements of a public method (expected: public: false, or none)");
    }
    Optional<Requirements> requires = requires(own, service, posture);
    Optional<Policy> policy = policy(own, service);
    return new MethodContract(
        name,
        posture,
        requires,
        policy.orElse(Policy.DENY),
        warnings(own, service, posture, requires.isPresent()));
  }

  private static Posture posture(MethodAuth own, ServiceAuth service) {
    boolean isPublic =
        own.hasPublic() ? own.getPublic() : service.getPublic() && !own.getInternal();
    boolean isInternal =
        own.hasInternal() ? own.getInternal() : service.getInternal() && !own.getPublic();
    if (isInternal) {
      return Posture.INTERNAL;
    }
    return isPublic ? Posture.PUBLIC : Posture.GATED;
  }

  private static Optional<Requirements> requires(
      MethodAuth own, ServiceAuth service, Posture posture) {
    if (posture == Posture.PUBLIC) {
      return Optional.empty();
    }
    if (own.hasRequires()) {
      return Optional.of(requirements(own.getRequires()));
    }
    return service.hasDefaultRequires()
        ? Optional.of(requirements(service.getDefaultRequires()))
        : Optional.empty();
  }

  private static Requirements requirements(AuthRequirements requirements) {
    return new Requirements(
        Set.copyOf(requirements.getRolesList()), Set.copyOf(requirements.getScopesList()));
  }

  /**
   * An empty word is an absent one; a word that is no policy is unset on its level and hides the
   * other's.
   */
  private static Optional<Policy> policy(MethodAuth own, ServiceAuth service) {
    String word = own.getPolicy().isEmpty() ? service.getDefaultPolicy() : own.getPolicy();
    return switch (word) {
      case "allow" -> Optional.of(Policy.ALLOW);
      case "deny" -> Optional.of(Policy.DENY);
      default -> Optional.empty();
    };
  }

  private static List<String> warnings(
      MethodAuth own, ServiceAuth service, Posture posture, boolean requires) {
    List<String> warnings = new ArrayList<>();
    if (own.getPolicy().equals("deny") && requires) {
      warnings.add("policy deny does not stop a caller who meets the requirements");
    }
    if (!own.getPolicy().isEmpty() && posture != Posture.GATED) {
      warnings.add(
          "policy "
              + (posture == Posture.PUBLIC ? "of a public" : "of an internal")
              + " method has no effect");
    }
    for (String word : List.of(own.getPolicy(), service.getDefaultPolicy())) {
      if (!word.isEmpty() && !word.equals("allow") && !word.equals("deny")) {
        warnings.add("policy is neither allow nor deny and counts as unset");
      }
    }
    return warnings;
  }

  private static ServiceAuth serviceAuth(ServiceDescriptor service, List<String> problems) {
    try {
      ServiceOptions options =
          ServiceOptions.parseFrom(service.getOptions().toByteString(), REGISTRY);
      ServiceAuth auth = options.getExtension(OptionsProto.serviceAuth);
      requireKnown(service.getFullName(), auth, problems);
      requireKnown(service.getFullName(), auth.getDefaultRequires(), problems);
      return auth;
    } catch (InvalidProtocolBufferException e) {
      problems.add(service.getFullName() + ": options cannot be read");
      return ServiceAuth.getDefaultInstance();
    }
  }

  private static MethodAuth methodAuth(
      MethodDescriptor method, String name, List<String> problems) {
    try {
      MethodOptions options = MethodOptions.parseFrom(method.getOptions().toByteString(), REGISTRY);
      MethodAuth auth = options.getExtension(OptionsProto.methodAuth);
      requireKnown(name, auth, problems);
      requireKnown(name, auth.getRequires(), problems);
      return auth;
    } catch (InvalidProtocolBufferException e) {
      problems.add(name + ": options cannot be read");
      return MethodAuth.getDefaultInstance();
    }
  }

  private static void requireKnown(String where, Message options, List<String> problems) {
    if (!options.getUnknownFields().asMap().isEmpty()) {
      problems.add(where + ": options of a newer version (expected: fields that are known here)");
    }
  }

  private static ExtensionRegistry registry() {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    OptionsProto.registerAllExtensions(registry);
    return registry;
  }
}

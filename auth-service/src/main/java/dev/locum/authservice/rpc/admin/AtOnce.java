package dev.locum.authservice.rpc.admin;

import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The methods that take effect at once although four eyes are asked for, since whatever they are
 * asked they give nobody anything: the one list. A method that is not here is weighed each time, or
 * always waits for a second administrator.
 */
final class AtOnce {

  private static final Set<String> METHODS =
      Stream.<MethodDescriptor<?, ?>>of(
              AdminServiceGrpc.getRemoveTenantMethod(),
              AdminServiceGrpc.getRemoveRoleMethod(),
              AdminServiceGrpc.getRemoveWorkloadMethod(),
              AdminServiceGrpc.getRemoveNamespaceMethod(),
              AdminServiceGrpc.getRemoveRouteMethod(),
              AdminServiceGrpc.getRemoveDownstreamMethod(),
              ClientServiceGrpc.getRemoveClientMethod(),
              AdminServiceGrpc.getRevokeApiKeysMethod(),
              AdminServiceGrpc.getRevokeSessionMethod(),
              // Whoever may sign is the auth service, before and after.
              AdminServiceGrpc.getRotateKeyMethod(),
              AdminServiceGrpc.getRevokeKeyMethod(),
              AdminServiceGrpc.getRewrapKeysMethod(),
              // The second pair of eyes.
              AdminServiceGrpc.getApproveChangeMethod(),
              AdminServiceGrpc.getRejectChangeMethod())
          .map(MethodDescriptor::getFullMethodName)
          .collect(Collectors.toUnmodifiableSet());

  private AtOnce() {}

  static boolean isListed(String fullMethodName) {
    return METHODS.contains(fullMethodName);
  }

  static Set<String> methods() {
    return METHODS;
  }
}

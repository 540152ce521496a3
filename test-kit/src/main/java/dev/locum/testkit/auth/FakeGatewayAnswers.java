package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadResponse;
import dev.locum.protocol.auth.v1.DescribeGrantsRequest;
import dev.locum.protocol.auth.v1.DescribeGrantsResponse;
import dev.locum.protocol.auth.v1.NamespaceGrant;
import dev.locum.protocol.auth.v1.NamespaceLayout;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Set;

/**
 * The gateway service of the fake: whose a credential is. Ids of a tenant begin with its name and a
 * dot.
 */
final class FakeGatewayAnswers {

  /** The audience of service tokens for the gateway. */
  private static final Audience GATEWAY = new Audience("locum-gateway");

  private static final Set<WorkloadKind> KINDS =
      Set.of(
          WorkloadKind.WORKLOAD_KIND_WORKER,
          WorkloadKind.WORKLOAD_KIND_STARTER,
          WorkloadKind.WORKLOAD_KIND_TRIGGER,
          WorkloadKind.WORKLOAD_KIND_OPERATOR);

  private final FakeWorld world;
  private final FakeTokens tokens;

  FakeGatewayAnswers(FakeWorld world, FakeTokens tokens) {
    this.world = world;
    this.tokens = tokens;
  }

  AuthenticateWorkloadResponse authenticate(
      AuthenticateWorkloadRequest request, FakeWorkload caller) {
    if (caller.kind() != WorkloadKind.WORKLOAD_KIND_GATEWAY) {
      throw new DenialException(DenialReason.CALLER_NOT_ALLOWED, caller.id());
    }
    FakeWorkload workload = holder(request);
    if (world.isDisabled(workload) || !KINDS.contains(workload.kind())) {
      throw new DenialException(DenialReason.WORKLOAD_DISABLED, workload.id());
    }
    return AuthenticateWorkloadResponse.newBuilder()
        .setWorkloadId(workload.id())
        .setKind(workload.kind())
        .setTenant(workload.tenant())
        .addAllGrants(grants(workload))
        .addAllStarterGrants(starterGrants(workload))
        .setValidFor(ProtoTimes.seconds(5))
        .build();
  }

  DescribeGrantsResponse describe(DescribeGrantsRequest request, FakeWorkload caller) {
    if (caller.kind() != WorkloadKind.WORKLOAD_KIND_GATEWAY) {
      throw new DenialException(DenialReason.CALLER_NOT_ALLOWED, caller.id());
    }
    FakeWorkload workload =
        world
            .known(request.getWorkloadId())
            .filter(known -> !world.isDisabled(known) && KINDS.contains(known.kind()))
            .orElseThrow(() -> new DenialException(DenialReason.ENTITY_NOT_FOUND, ""));
    return DescribeGrantsResponse.newBuilder()
        .setKind(workload.kind())
        .setTenant(workload.tenant())
        .addAllGrants(grants(workload))
        .addAllStarterGrants(starterGrants(workload))
        .build();
  }

  private FakeWorkload holder(AuthenticateWorkloadRequest request) {
    return switch (request.getCredentialCase()) {
      case API_KEY -> world.withApiKey(request.getApiKey()).orElseThrow(this::unknown);
      case CERTIFICATE_THUMBPRINT ->
          world.withCertificate(request.getCertificateThumbprint()).orElseThrow(this::unknown);
      case SPIFFE_ID -> world.withCertificate(request.getSpiffeId()).orElseThrow(this::unknown);
      case SERVICE_TOKEN -> tokens.holder(RawToken.of(request.getServiceToken()), GATEWAY);
      case CREDENTIAL_NOT_SET -> throw unknown();
    };
  }

  private DenialException unknown() {
    return new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "");
  }

  private List<NamespaceGrant> starterGrants(FakeWorkload worker) {
    return world.startsWork(worker)
        ? grants(
            new FakeWorkload(
                worker.id(),
                WorkloadKind.WORKLOAD_KIND_STARTER,
                worker.tenant(),
                world.taskQueues(worker.tenant())))
        : List.of();
  }

  private List<NamespaceGrant> grants(FakeWorkload workload) {
    return world.namespaces().stream()
        .filter(namespace ->
            workload.tenant().isEmpty()
                || namespace.tenant().isEmpty()
                || namespace.tenant().equals(workload.tenant()))
        .map(namespace -> grant(namespace, workload))
        .toList();
  }

  private NamespaceGrant grant(FakeNamespace namespace, FakeWorkload workload) {
    boolean isShared = namespace.tenant().isEmpty();
    return NamespaceGrant.newBuilder()
        .setNamespace(namespace.name())
        .setLayout(
            isShared
                ? NamespaceLayout.NAMESPACE_LAYOUT_SHARED
                : NamespaceLayout.NAMESPACE_LAYOUT_DEDICATED)
        .setDelegations(namespace.delegations())
        .addAllTaskQueues(
            workload.kind() == WorkloadKind.WORKLOAD_KIND_TRIGGER
                ? world.taskQueues("")
                : workload.taskQueues())
        .addAllWorkflowTypes(world.workflowTypes(workload.tenant()))
        .setIdPrefix(isShared && !workload.tenant().isEmpty() ? workload.tenant() + "." : "")
        .addAllCredentials(namespace.credentials())
        .build();
  }
}

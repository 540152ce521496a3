package dev.locum.launcher.topology;

import com.google.protobuf.Duration;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A Temporal namespace that is the tenant alice's alone, for workers and clients of any SDK: a
 * worker with a certificate, a client with an API key, and for each language a queue and a route of
 * the same name. Nobody runs there but who starts one of the examples {@code examples/sdk-…}.
 */
final class OwnNamespace {

  /** The namespace, and the tenant whose it is. */
  static final String NAME = "alice";

  static final String WORKER = "alice-sdk-worker";
  static final String CLIENT = "alice-sdk-client";

  /** Routes, and queues of the same name. */
  static final List<String> ROUTES = List.of("hello-go", "hello-python", "hello-typescript");

  /** What users allow. The examples call no service that would ask for it. */
  static final String ACTION = "greeting.say";

  private static final String WORKFLOW_TYPE = "Hello";
  private static final long DELEGATION_SECONDS = 3600;

  private final AdminServiceBlockingStub admin;

  OwnNamespace(AdminServiceBlockingStub admin) {
    this.admin = admin;
  }

  /** Puts everything but the client's key. */
  void put(Map<String, String> thumbprints) {
    admin.putNamespace(
        PutNamespaceRequest.newBuilder()
            .setNamespace(
                Namespace.newBuilder()
                    .setName(NAME)
                    .setTenant(NAME)
                    .setDelegations(DelegationRule.DELEGATION_RULE_ALLOWED)
                    .addCredentials(CredentialKind.CREDENTIAL_KIND_CERTIFICATE)
                    .addCredentials(CredentialKind.CREDENTIAL_KIND_API_KEY))
            .build());
    Workload.Builder worker =
        Workload.newBuilder()
            .setId(WORKER)
            .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
            .setTenant(NAME)
            .addCertificateThumbprints(Objects.requireNonNull(thumbprints.get(WORKER), WORKER));
    for (String queue : ROUTES) {
      worker.addTaskQueues(TaskQueueRef.newBuilder().setNamespace(NAME).setTaskQueue(queue));
    }
    admin.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(worker).build());
    admin.putWorkload(
        PutWorkloadRequest.newBuilder()
            .setWorkload(
                Workload.newBuilder()
                    .setId(CLIENT)
                    .setKind(WorkloadKind.WORKLOAD_KIND_STARTER)
                    .setTenant(NAME))
            .build());
    ROUTES.forEach(this::putRoute);
  }

  private void putRoute(String name) {
    admin.putRoute(
        PutRouteRequest.newBuilder()
            .setRoute(
                Route.newBuilder()
                    .setTenant(NAME)
                    .setName(name)
                    .setNamespace(NAME)
                    .setWorkflowType(WORKFLOW_TYPE)
                    .addTaskQueues(name)
                    .addActions(ACTION)
                    .setDelegationLimit(Duration.newBuilder().setSeconds(DELEGATION_SECONDS)))
            .build());
  }

  /** An API key for the client; secret. */
  String issueClientKey() {
    return admin
        .issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId(CLIENT).build())
        .getApiKey();
  }
}

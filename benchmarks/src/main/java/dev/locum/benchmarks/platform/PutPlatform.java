package dev.locum.benchmarks.platform;

import com.google.protobuf.Duration;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Puts a tenant with a namespace of its own, a worker, a starter and the gateway into an auth
 * service that has just been started; leaves the gateway's private key in {@code gateway.jwk}.
 */
public final class PutPlatform {

  private static final String TENANT = "bench";
  private static final String GATEWAY = "gateway";
  private static final String WORKFLOW_TYPE = "Bench";

  private final AdminServiceBlockingStub admin;

  private PutPlatform(AdminServiceBlockingStub admin) {
    this.admin = admin;
  }

  /**
   * Puts everything.
   *
   * @param arguments directory with {@code ca.pem} and {@code operator.jwk}, the auth service's
   *     address, its issuer, thumbprints of the certificates of starter and worker
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    ManagedChannel channel = OperatorChannel.encrypted(arguments[1], directory.resolve("ca.pem"));
    try {
      AdminServiceBlockingStub admin =
          AdminServiceGrpc.newBlockingStub(channel)
              .withCallCredentials(OperatorChannel.credentials(channel, directory, arguments[2]));
      new PutPlatform(admin).put(directory, arguments[3], arguments[4]);
    } finally {
      channel.shutdownNow();
    }
  }

  private void put(Path directory, String starter, String worker) throws IOException {
    admin.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName(TENANT)).build());
    admin.putNamespace(
        PutNamespaceRequest.newBuilder()
            .setNamespace(
                Namespace.newBuilder()
                    .setName(TENANT)
                    .setTenant(TENANT)
                    .setDelegations(DelegationRule.DELEGATION_RULE_ALLOWED)
                    .addCredentials(CredentialKind.CREDENTIAL_KIND_CERTIFICATE))
            .build());
    SigningKey gateway = SigningKey.generate(SigningAlgorithm.ES256);
    put(
        Workload.newBuilder()
            .setId(GATEWAY)
            .setKind(WorkloadKind.WORKLOAD_KIND_GATEWAY)
            .addPublicKeys(gateway.verificationKey().toJwk()));
    put(
        Workload.newBuilder()
            .setId(TENANT + "-worker")
            .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
            .setTenant(TENANT)
            .addTaskQueues(TaskQueueRef.newBuilder().setNamespace(TENANT).setTaskQueue(TENANT))
            .addCertificateThumbprints(worker));
    put(
        Workload.newBuilder()
            .setId(TENANT + "-starter")
            .setKind(WorkloadKind.WORKLOAD_KIND_STARTER)
            .setTenant(TENANT)
            .addCertificateThumbprints(starter));
    admin.putRoute(
        PutRouteRequest.newBuilder()
            .setRoute(
                Route.newBuilder()
                    .setTenant(TENANT)
                    .setName(TENANT)
                    .setNamespace(TENANT)
                    .setWorkflowType(WORKFLOW_TYPE)
                    .addTaskQueues(TENANT)
                    .addActions("bench.run")
                    .setDelegationLimit(Duration.newBuilder().setSeconds(3600)))
            .build());
    Path file = directory.resolve(GATEWAY + ".jwk");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, gateway.revealPrivateJwk(SecretKeyAccess.granted()));
  }

  private void put(Workload.Builder workload) {
    admin.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
  }
}

package dev.locum.authservice.rpc;

import dev.locum.authservice.connection.Connections;
import dev.locum.authservice.delegation.Checking;
import dev.locum.authservice.namespace.Grant;
import dev.locum.authservice.workload.ApiKey;
import dev.locum.authservice.workload.PresentedCredential;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadResponse;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.CheckDelegationResponse;
import dev.locum.protocol.auth.v1.DelegationPlace;
import dev.locum.protocol.auth.v1.DescribeGrantsRequest;
import dev.locum.protocol.auth.v1.DescribeGrantsResponse;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc.GatewayServiceImplBase;
import dev.locum.protocol.auth.v1.NamespaceGrant;
import dev.locum.protocol.auth.v1.NamespaceLayout;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.stub.StreamObserver;

/** {@code locum.auth.v1.GatewayService}. */
final class GatewayRpc extends GatewayServiceImplBase {

  private final Connections connections;
  private final Checking checking;

  GatewayRpc(Connections connections, Checking checking) {
    this.connections = connections;
    this.checking = checking;
  }

  @Override
  public void authenticateWorkload(
      AuthenticateWorkloadRequest request, StreamObserver<AuthenticateWorkloadResponse> answer) {
    Caller caller = Caller.current();
    Connections.Connected connected =
        connections.authenticate(
            caller.workload(), shown(request), caller.correlation(request.getCorrelationId()));
    AuthenticateWorkloadResponse.Builder response =
        AuthenticateWorkloadResponse.newBuilder()
            .setWorkloadId(connected.workload().id().value())
            .setKind(TokenRpc.kind(connected.workload().kind()))
            .setTenant(connected.workload().tenant().map(TenantId::value).orElse(""))
            .setValidFor(Wire.duration(Connections.VALID_FOR));
    connected.grants().forEach(grant -> response.addGrants(toWire(grant)));
    connected.starterGrants().forEach(grant -> response.addStarterGrants(toWire(grant)));
    Wire.send(answer, response.build());
  }

  @Override
  public void describeGrants(
      DescribeGrantsRequest request, StreamObserver<DescribeGrantsResponse> answer) {
    Connections.Connected described =
        connections.describe(
            Wire.value("workload_id", () -> new WorkloadId(request.getWorkloadId())));
    DescribeGrantsResponse.Builder response =
        DescribeGrantsResponse.newBuilder()
            .setKind(TokenRpc.kind(described.workload().kind()))
            .setTenant(described.workload().tenant().map(TenantId::value).orElse(""));
    described.grants().forEach(grant -> response.addGrants(toWire(grant)));
    described.starterGrants().forEach(grant -> response.addStarterGrants(toWire(grant)));
    Wire.send(answer, response.build());
  }

  private static Connections.Shown shown(AuthenticateWorkloadRequest request) {
    return switch (request.getCredentialCase()) {
      case API_KEY -> credential(new PresentedCredential.Key(ApiKey.claimed(request.getApiKey())));
      case CERTIFICATE_THUMBPRINT ->
          credential(new PresentedCredential.Certificate(request.getCertificateThumbprint()));
      case SPIFFE_ID -> credential(new PresentedCredential.SpiffeId(request.getSpiffeId()));
      case SERVICE_TOKEN ->
          new Connections.Shown.ServiceToken(
              Wire.token("service_token", request.getServiceToken()));
      case CREDENTIAL_NOT_SET ->
          throw new DenialException(DenialReason.NO_CREDENTIAL, "no credential of a workload");
    };
  }

  private static Connections.Shown credential(PresentedCredential credential) {
    return new Connections.Shown.Credential(credential);
  }

  private static NamespaceGrant toWire(Grant grant) {
    NamespaceGrant.Builder wire =
        NamespaceGrant.newBuilder()
            .setNamespace(grant.namespace().name())
            .setLayout(
                grant.namespace().isShared()
                    ? NamespaceLayout.NAMESPACE_LAYOUT_SHARED
                    : NamespaceLayout.NAMESPACE_LAYOUT_DEDICATED)
            .setDelegations(Wire.toWire(grant.namespace().delegations()))
            .addAllTaskQueues(grant.taskQueues().stream().sorted().toList())
            .addAllWorkflowTypes(grant.workflowTypes().stream().sorted().toList())
            .addAllChildQueues(grant.childQueues().stream().sorted().toList())
            .setIdPrefix(grant.idPrefix());
    grant.namespace().credentials().stream()
        .sorted()
        .forEach(kind -> wire.addCredentials(Wire.toWire(kind)));
    return wire.build();
  }

  @Override
  public void checkDelegation(
      CheckDelegationRequest request, StreamObserver<CheckDelegationResponse> answer) {
    Caller caller = Caller.current();
    Checking.Answer checked =
        checking.check(
            caller.workload(),
            new Checking.Question(
                Wire.token("delegation_token", request.getDelegationToken()),
                Wire.value("workload_id", () -> new WorkloadId(request.getWorkloadId())),
                place(request.getPlace()),
                DelegationWire.execution(request.getExecution()),
                request.getPrincipalUser(),
                request.getPrincipalTenant(),
                request.getAsStarter()),
            caller.correlation(request.getCorrelationId()));
    Wire.send(
        answer,
        CheckDelegationResponse.newBuilder()
            .setDelegationId(checked.delegation().id().value())
            .setTenant(checked.delegation().tenant().value())
            .setExpiresAt(Wire.timestamp(checked.delegation().times().expiresAt()))
            .setValidFor(Wire.duration(checked.validFor()))
            .build());
  }

  private static Checking.Place place(DelegationPlace wire) {
    return switch (wire) {
      case DELEGATION_PLACE_START -> Checking.Place.START;
      case DELEGATION_PLACE_MESSAGE -> Checking.Place.MESSAGE;
      case DELEGATION_PLACE_COMMAND -> Checking.Place.COMMAND;
      case DELEGATION_PLACE_DISPATCH -> Checking.Place.DISPATCH;
      case DELEGATION_PLACE_UNSPECIFIED, UNRECOGNIZED ->
          throw Wire.invalid("place: not known (expected: one of the four)");
    };
  }
}

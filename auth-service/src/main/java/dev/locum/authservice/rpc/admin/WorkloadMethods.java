package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.wire.WorkloadWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.WorkloadRemoval;
import dev.locum.authservice.workload.Workloads;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.IssueApiKeyResponse;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsResponse;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.PutWorkloadResponse;
import dev.locum.protocol.admin.v1.RemoveWorkloadRequest;
import dev.locum.protocol.admin.v1.RemoveWorkloadResponse;
import dev.locum.protocol.admin.v1.RevokeApiKeysRequest;
import dev.locum.protocol.admin.v1.RevokeApiKeysResponse;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/** Workloads and their API keys. */
final class WorkloadMethods {

  private final Administration.Needs needs;

  WorkloadMethods(Administration.Needs needs) {
    this.needs = needs;
  }

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutWorkloadMethod(), this::put)
        .view(AdminServiceGrpc.getListWorkloadsMethod(), WorkloadMethods::list)
        .change(AdminServiceGrpc.getRemoveWorkloadMethod(), this::remove)
        .change(AdminServiceGrpc.getIssueApiKeyMethod(), this::issueApiKey)
        .change(AdminServiceGrpc.getRevokeApiKeysMethod(), WorkloadMethods::revokeApiKeys);
  }

  private Change<PutWorkloadResponse> put(PutWorkloadRequest request) {
    Workload asked = WorkloadWire.workload(request.getWorkload());
    Administrator who = Administrator.current();
    return Change.<PutWorkloadResponse>of(
            "workload " + asked.id(),
            asked.tenant(),
            (tx, event) -> {
              who.requireWorkload(asked);
              asked.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
              Workload workload = request.getKeepState() ? inItsState(tx, asked) : asked;
              Workloads.put(tx, workload, needs.clock().instant());
              return PutWorkloadResponse.newBuilder()
                  .setWorkload(WorkloadWire.toWire(workload))
                  .build();
            })
        .widening(Widening.of(asked));
  }

  private static Workload inItsState(Transaction tx, Workload asked) {
    return Workloads.find(tx, asked.id())
        .map(present -> asked.withDisabled(present.disabled()))
        .orElse(asked);
  }

  private static View<ListWorkloadsResponse> list(ListWorkloadsRequest request) {
    Optional<TenantId> tenant =
        Wire.optional(request.getTenant(), text -> Wire.tenant("tenant", text));
    return new View<>(
        tenant,
        tx -> {
          ListWorkloadsResponse.Builder response = ListWorkloadsResponse.newBuilder();
          Workloads.list(tx, tenant)
              .forEach(workload -> response.addWorkloads(WorkloadWire.toWire(workload)));
          return response.build();
        });
  }

  private Change<RemoveWorkloadResponse> remove(RemoveWorkloadRequest request) {
    WorkloadId id = id(request.getWorkloadId());
    Administrator who = Administrator.current();
    return Change.<RemoveWorkloadResponse>of(
            "workload " + id + " removed",
            (tx, event) -> {
              require(tx, id, who).tenant().ifPresent(tenant -> event.subject("", tenant.value()));
              WorkloadRemoval.remove(tx, id, needs.clock().instant());
              return RemoveWorkloadResponse.getDefaultInstance();
            })
        .scopedWithin();
  }

  private Change<IssueApiKeyResponse> issueApiKey(IssueApiKeyRequest request) {
    WorkloadId id = id(request.getWorkloadId());
    Administrator who = Administrator.current();
    return Change.<IssueApiKeyResponse>of(
            "api key of workload " + id,
            (tx, event) -> {
              Workload workload = require(tx, id, who);
              requireNoOperatorUnderFourEyes(workload);
              String key = needs.apiKeys().issue(tx, id, needs.clock().instant()).reveal();
              return IssueApiKeyResponse.newBuilder().setApiKey(key).build();
            })
        .scopedWithin();
  }

  private static Change<RevokeApiKeysResponse> revokeApiKeys(RevokeApiKeysRequest request) {
    WorkloadId id = id(request.getWorkloadId());
    Administrator who = Administrator.current();
    return Change.<RevokeApiKeysResponse>of(
            "api keys of workload " + id + " revoked",
            (tx, event) -> {
              require(tx, id, who);
              return RevokeApiKeysResponse.newBuilder()
                  .setRevoked(ApiKeys.revokeAll(tx, id))
                  .build();
            })
        .scopedWithin();
  }

  /** Whoever approved it would get the key: an operator's credential is a public key then. */
  private void requireNoOperatorUnderFourEyes(Workload workload) {
    if (needs.fourEyes() && workload.kind() == WorkloadKind.OPERATOR) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "workload " + workload.id() + ": an operator has no API key here (put a public key)");
    }
  }

  private static WorkloadId id(String text) {
    return Wire.value("workload_id", () -> new WorkloadId(text));
  }

  private static Workload require(Transaction tx, WorkloadId id, Administrator who) {
    Workload workload =
        Workloads.find(tx, id)
            .orElseThrow(
                () -> new DenialException(DenialReason.ENTITY_NOT_FOUND, "workload " + id));
    who.requireWorkload(workload);
    return workload;
  }
}

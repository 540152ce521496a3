package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.WorkloadWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.Workload;
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
import java.util.function.Function;

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
    UnitOfWork<Optional<Workload>> present = tx -> Workloads.find(tx, asked.id());
    Function<Optional<Workload>, Workload> wanted =
        found -> request.getKeepState() ? inItsState(found, asked) : asked;
    return Change.<PutWorkloadResponse>of(
            // Who reads the trail, or approves, sees it without comparing.
            "workload " + asked.id() + (asked.startsWork() ? ", which starts work as well" : ""),
            asked.tenant(),
            (tx, event) -> {
              who.requireWorkload(asked);
              asked.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
              Workload workload = wanted.apply(present.run(tx));
              Workloads.put(tx, workload, needs.clock().instant());
              return PutWorkloadResponse.newBuilder()
                  .setWorkload(WorkloadWire.toWire(workload))
                  .build();
            })
        .widening(Widening.put(present, wanted, Coverage::covers, WorkloadMethods::state));
  }

  private static Workload inItsState(Optional<Workload> present, Workload asked) {
    return present.map(found -> asked.withDisabled(found.disabled())).orElse(asked);
  }

  static String state(Workload workload) {
    return StateName.of(WorkloadWire.toWire(workload));
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
              requireNoSecret(workload);
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
                  .setRevoked(WorkloadRemoval.revokeApiKeys(tx, id))
                  .build();
            })
        .scopedWithin();
  }

  /** One administrator alone would hold it, whoever approved. */
  private void requireNoSecret(Workload workload) {
    if (needs.fourEyes()) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "workload "
              + workload.id()
              + ": no API keys under four eyes (put a public key or certificate)");
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

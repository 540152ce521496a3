package dev.locum.authservice.workload;

import dev.locum.authservice.client.ClientNames;
import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.VerificationKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The workloads, in the transaction of the caller. */
public final class Workloads {

  private static final Question.OfRecords<Workload> BY_ID =
      Question.ofRecords("SELECT * FROM workload WHERE id = ?", Workloads::read);
  private static final Question.OfRecords<Workload> ENABLED_BY_ID =
      Question.ofRecords(
          "SELECT w.* FROM workload w LEFT JOIN tenant t ON t.name = w.tenant"
              + " WHERE w.id = ? AND NOT w.disabled AND (t.name IS NULL OR NOT t.disabled)",
          Workloads::read);
  private static final Question.OfRecords<WorkloadId> OF_CERTIFICATE =
      Question.ofRecords(
          "SELECT workload FROM workload_certificate WHERE thumbprint = ?", Workloads::readId);
  private static final Question.OfRecords<WorkloadId> OF_SPIFFE_ID =
      Question.ofRecords(
          "SELECT workload FROM workload_spiffe_id WHERE spiffe_id = ?", Workloads::readId);
  private static final Question.OfRecords<TenantId> OWNER_OF_QUEUE =
      Question.ofRecords(
          "SELECT tenant FROM task_queue WHERE namespace = ? AND name = ?",
          row -> new TenantId(row.text("tenant")));
  private static final Question.OfRecords<TaskQueue> QUEUES =
      Question.ofRecords(
          "SELECT namespace, name FROM workload_queue WHERE workload = ? ORDER BY namespace, name",
          row -> new TaskQueue(row.text("namespace"), row.text("name")));
  private static final Question.OfRecords<String> SPIFFE_IDS =
      Question.ofRecords(
          "SELECT spiffe_id FROM workload_spiffe_id WHERE workload = ? ORDER BY spiffe_id",
          row -> row.text("spiffe_id"));
  private static final Question.OfRecords<String> THUMBPRINTS =
      Question.ofRecords(
          "SELECT thumbprint FROM workload_certificate WHERE workload = ? ORDER BY thumbprint",
          row -> row.text("thumbprint"));

  private Workloads() {}

  /** The workload, enabled or not. */
  public static Optional<Workload> find(Transaction tx, WorkloadId id) {
    return tx.askOne(BY_ID, id.value());
  }

  /** The workload, unless it or its tenant is disabled. */
  public static Optional<Workload> findEnabled(Transaction tx, WorkloadId id) {
    return tx.askOne(ENABLED_BY_ID, id.value());
  }

  /** The enabled workload that owns this certificate. */
  public static Optional<WorkloadId> ownerOfCertificate(Transaction tx, String thumbprint) {
    return tx.askOne(OF_CERTIFICATE, thumbprint);
  }

  /** The workload that owns this SPIFFE id. */
  public static Optional<WorkloadId> ownerOfSpiffeId(Transaction tx, String spiffeId) {
    return tx.askOne(OF_SPIFFE_ID, spiffeId);
  }

  /** The queues that a tenant owns, in every namespace. */
  public static List<TaskQueue> queuesOf(Transaction tx, TenantId tenant) {
    return tx.query(
        "SELECT namespace, name FROM task_queue WHERE tenant = ? ORDER BY namespace, name",
        row -> new TaskQueue(row.text("namespace"), row.text("name")),
        tenant.value());
  }

  /** The workloads of a tenant, or of everybody; by id. */
  public static List<Workload> list(Transaction tx, Optional<TenantId> tenant) {
    return tenant.isEmpty()
        ? tx.query("SELECT * FROM workload ORDER BY id", row -> read(tx, row))
        : tx.query(
            "SELECT * FROM workload WHERE tenant = ? ORDER BY id",
            row -> read(tx, row),
            tenant.get().value());
  }

  /** Whether any operator is there, enabled or not. */
  public static boolean hasOperator(Transaction tx) {
    return !tx.query(
            "SELECT id FROM workload WHERE kind = ? LIMIT 1",
            row -> row.text("id"),
            WorkloadKind.OPERATOR.name())
        .isEmpty();
  }

  /** The tenant that owns the queue. */
  public static Optional<TenantId> ownerOfQueue(Transaction tx, TaskQueue queue) {
    return ownerOfQueue(tx, queue.namespace(), queue.name());
  }

  /** The tenant that owns the queue of that name, whatever its form. */
  public static Optional<TenantId> ownerOfQueue(Transaction tx, String namespace, String name) {
    return tx.askOne(OWNER_OF_QUEUE, namespace, name);
  }

  /**
   * Makes a workload or replaces it as a whole. A queue that nobody owns becomes its tenant's.
   *
   * @throws DenialException {@code STATE_CONFLICT} if kind or tenant would change; {@code
   *     ALREADY_OWNED} if a queue or its namespace is another tenant's (S3-56), or a certificate,
   *     SPIFFE id or downstream name another workload's, or the id or a service audience a client's
   */
  public static void put(Transaction tx, Workload workload, Instant now) {
    find(tx, workload.id()).ifPresent(former -> requireSame(former, workload));
    WorkloadRemoval.requireIdFree(tx, workload);
    WorkloadRemoval.requireOperatorLeft(tx, workload);
    workload.taskQueues().forEach(queue -> own(tx, queue, workload.tenant().orElseThrow()));
    requireFreeDownstream(tx, workload);
    ClientNames.requireNoClient(tx, "workload " + workload.id(), workload.id().value());
    workload
        .serviceAudiences()
        .forEach(each -> ClientNames.requireNoClient(tx, "service audience " + each, each.value()));
    write(tx, workload, now);
    replaceQueues(tx, workload);
    replaceCertificates(tx, workload);
    replaceSpiffeIds(tx, workload);
  }

  private static void requireSame(Workload former, Workload workload) {
    if (former.kind() != workload.kind() || !former.tenant().equals(workload.tenant())) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "workload " + workload.id() + ": kind and tenant never change");
    }
  }

  private static void own(Transaction tx, TaskQueue queue, TenantId tenant) {
    requireNamespaceOpenTo(tx, queue, tenant);
    tx.update(
        "INSERT INTO task_queue (namespace, name, tenant) VALUES (?, ?, ?)"
            + " ON CONFLICT (namespace, name) DO NOTHING",
        queue.namespace(),
        queue.name(),
        tenant.value());
    if (!ownerOfQueue(tx, queue).equals(Optional.of(tenant))) {
      throw new DenialException(DenialReason.ALREADY_OWNED, "task queue " + queue);
    }
  }

  /** A namespace that is registered as one tenant's alone takes no queue of another's. */
  private static void requireNamespaceOpenTo(Transaction tx, TaskQueue queue, TenantId tenant) {
    Optional<String> owner =
        tx.queryOne(
            "SELECT tenant FROM namespace WHERE name = ? AND tenant IS NOT NULL",
            row -> row.text("tenant"),
            queue.namespace());
    if (owner.filter(other -> !other.equals(tenant.value())).isPresent()) {
      throw new DenialException(DenialReason.ALREADY_OWNED, "namespace " + queue.namespace());
    }
  }

  private static void requireFreeDownstream(Transaction tx, Workload workload) {
    workload
        .downstream()
        .flatMap(name ->
            tx.queryOne(
                "SELECT id FROM workload WHERE downstream = ? AND id <> ?",
                row -> row.text("id"),
                name.value(),
                workload.id().value()))
        .ifPresent(other -> {
          throw new DenialException(DenialReason.ALREADY_OWNED, "downstream of workload " + other);
        });
  }

  private static void write(Transaction tx, Workload workload, Instant now) {
    tx.update(
        "INSERT INTO workload (id, kind, tenant, disabled, downstream, service_audiences,"
            + " public_keys, administrator_roles, starts_work, created_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET disabled = excluded.disabled, downstream ="
            + " excluded.downstream, service_audiences = excluded.service_audiences, public_keys ="
            + " excluded.public_keys, administrator_roles = excluded.administrator_roles,"
            + " starts_work = excluded.starts_work",
        workload.id().value(),
        workload.kind().name(),
        workload.tenant().map(TenantId::value).orElse(null),
        workload.disabled(),
        workload.downstream().map(Audience::value).orElse(null),
        Lists.join(workload.serviceAudiences().stream().map(Audience::value).toList()),
        Lists.join(
            workload.credentials().publicKeys().stream().map(VerificationKey::toJwk).toList()),
        Lists.join(workload.administratorRoles().stream().map(Enum::name).sorted().toList()),
        workload.startsWork(),
        now);
  }

  private static void replaceQueues(Transaction tx, Workload workload) {
    tx.update("DELETE FROM workload_queue WHERE workload = ?", workload.id().value());
    for (TaskQueue queue : workload.taskQueues()) {
      tx.update(
          "INSERT INTO workload_queue (workload, namespace, name) VALUES (?, ?, ?)",
          workload.id().value(),
          queue.namespace(),
          queue.name());
    }
  }

  private static void replaceCertificates(Transaction tx, Workload workload) {
    tx.update("DELETE FROM workload_certificate WHERE workload = ?", workload.id().value());
    for (String thumbprint : workload.credentials().thumbprints()) {
      int added =
          tx.update(
              "INSERT INTO workload_certificate (thumbprint, workload) VALUES (?, ?)"
                  + " ON CONFLICT (thumbprint) DO NOTHING",
              thumbprint,
              workload.id().value());
      if (added == 0) {
        throw new DenialException(
            DenialReason.ALREADY_OWNED, "certificate of workload " + workload.id());
      }
    }
  }

  private static void replaceSpiffeIds(Transaction tx, Workload workload) {
    tx.update("DELETE FROM workload_spiffe_id WHERE workload = ?", workload.id().value());
    for (String spiffeId : workload.credentials().spiffeIds()) {
      int added =
          tx.update(
              "INSERT INTO workload_spiffe_id (spiffe_id, workload) VALUES (?, ?)"
                  + " ON CONFLICT (spiffe_id) DO NOTHING",
              spiffeId,
              workload.id().value());
      if (added == 0) {
        throw new DenialException(
            DenialReason.ALREADY_OWNED, "SPIFFE id of workload " + workload.id());
      }
    }
  }

  private static WorkloadId readId(Row row) {
    return new WorkloadId(row.text("workload"));
  }

  private static Workload read(Question.Records records, Row row) {
    String id = row.text("id");
    return new Workload(
        new WorkloadId(id),
        WorkloadKind.valueOf(row.text("kind")),
        row.optionalText("tenant").map(TenantId::new),
        records.ask(QUEUES, id),
        row.flag("disabled"),
        new WorkloadCredentials(
            row.texts("public_keys").stream().map(VerificationKey::parse).toList(),
            records.ask(THUMBPRINTS, id),
            records.ask(SPIFFE_IDS, id)),
        row.texts("service_audiences").stream().map(Audience::new).toList(),
        row.optionalText("downstream").map(Audience::new),
        row.texts("administrator_roles").stream()
            .map(AdministratorRole::valueOf)
            .collect(Collectors.toSet()),
        row.flag("starts_work"));
  }
}

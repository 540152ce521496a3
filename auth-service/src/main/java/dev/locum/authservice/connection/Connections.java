package dev.locum.authservice.connection;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.namespace.Grant;
import dev.locum.authservice.namespace.Grants;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.PresentedCredential;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadAuthentication;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.TokenVerifier;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.List;

/**
 * Says which workload a connection at the gateway proves. Thread-safe.
 *
 * <p><b>Security guarantees</b>: a disabled workload, or one of a disabled tenant, proves nothing
 * from the next question on; a service token counts only if the gateway is its audience; a workload
 * of a kind, or an operator of roles, that has no business at Temporal is refused. What is refused
 * is in the trail.
 */
public final class Connections {

  /** For how long a gateway may rely on an answer: the bound on how late a disabling is noticed. */
  public static final Duration VALID_FOR = Duration.ofSeconds(5);

  private final WorkloadAuthentication authentication;
  private final TokenVerifier verifier;
  private final Store store;
  private final AuditTrail trail;

  /** Connections. */
  public Connections(
      WorkloadAuthentication authentication,
      TokenVerifier verifier,
      Store store,
      AuditTrail trail) {
    this.authentication = authentication;
    this.verifier = verifier;
    this.store = store;
    this.trail = trail;
  }

  /** What somebody shows to the gateway. */
  public sealed interface Shown {

    /** A credential of its own. */
    record Credential(PresentedCredential credential) implements Shown {}

    /** A service token. */
    record ServiceToken(RawToken token) implements Shown {}
  }

  /**
   * A proven workload.
   *
   * @param workload which one
   * @param grants what it may touch
   * @param starterGrants what a worker may touch that starts work as well, where it does
   */
  public record Connected(Workload workload, List<Grant> grants, List<Grant> starterGrants) {

    /** Copies. */
    public Connected {
      grants = List.copyOf(grants);
      starterGrants = List.copyOf(starterGrants);
    }

    static Connected of(Transaction tx, Workload workload) {
      return new Connected(
          workload, Grants.of(tx, workload), Grants.ofStartingWorker(tx, workload));
    }
  }

  /**
   * Authenticates.
   *
   * @param gateway who asks
   * @throws DenialException {@code CREDENTIAL_REJECTED} publicly, or {@code AUTHORITY_UNAVAILABLE}
   */
  public Connected authenticate(Workload gateway, Shown shown, String correlationId) {
    AuditDraft event =
        trail
            .draft(AuditEventType.CONNECTION_AUTHENTICATED)
            .audience(gateway.id().value())
            .correlation(correlationId);
    try {
      WorkloadId id = prove(shown);
      event.actor(id.value());
      return store.read(tx -> connect(tx, event, id));
    } catch (DenialException e) {
      throw refused(event, e);
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the grants could not be read");
    }
  }

  /**
   * What a workload may touch, without a credential of it; proves nothing and is in no trail.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown, disabled, or has no business
   *     at Temporal
   */
  public Connected describe(WorkloadId id) {
    try {
      return store.read(tx ->
          Workloads.findEnabled(tx, id)
              .filter(Grants::mayConnect)
              .map(workload -> Connected.of(tx, workload))
              .orElseThrow(() ->
                  new DenialException(
                      DenialReason.ENTITY_NOT_FOUND, "an enabled workload that may connect")));
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the grants could not be read");
    }
  }

  private WorkloadId prove(Shown shown) {
    return switch (shown) {
      case Shown.Credential own -> authentication.authenticate(own.credential()).id();
      case Shown.ServiceToken bearer -> proven(bearer.token());
    };
  }

  private WorkloadId proven(RawToken token) {
    try {
      return verifier
          .verifyServiceToken(token, ServiceTokenDesk.GATEWAY)
          .orElseThrow()
          .claims()
          .workload();
    } catch (DenialException e) {
      boolean isToken = e.reason().publicReason() == DenialReason.TOKEN_REJECTED;
      throw isToken ? new DenialException(DenialReason.CREDENTIAL_UNKNOWN, e.reason().code()) : e;
    }
  }

  private static Connected connect(Transaction tx, AuditDraft event, WorkloadId id) {
    Workload workload =
        Workloads.findEnabled(tx, id)
            .orElseThrow(
                () -> new DenialException(DenialReason.WORKLOAD_DISABLED, "workload " + id));
    event.subject("", workload.tenant().map(TenantId::value).orElse(""));
    if (!Grants.mayConnect(workload)) {
      throw new DenialException(
          DenialReason.CREDENTIAL_UNKNOWN,
          workload.kind() + " " + id + " has no business at Temporal");
    }
    return Connected.of(tx, workload);
  }

  private static DenialException refused(AuditDraft event, DenialException refusal) {
    try {
      event.refused(refusal.reason().code(), refusal.rejection().detail()).record();
      return refusal;
    } catch (StoreUnavailableException e) {
      return new DenialException(
          DenialReason.AUDIT_UNAVAILABLE, "the refusal could not be recorded");
    }
  }
}

package dev.locum.audit.tree;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds from which events one may have come. */
final class TrailIndex {

  /** An event from which another may have come, and why. */
  record Origin(AuditEvent event, AuditEdge edge) {}

  private static final Set<AuditEventType> ISSUE =
      EnumSet.of(
          AuditEventType.ACCESS_TOKEN_ISSUED,
          AuditEventType.SERVICE_TOKEN_ISSUED,
          AuditEventType.DELEGATION_ISSUED,
          AuditEventType.DELEGATION_RENEWED,
          AuditEventType.DELEGATION_EXCHANGED);
  private static final Set<AuditEventType> REQUEST =
      EnumSet.of(AuditEventType.WORK_REQUESTED, AuditEventType.WORK_CONTROLLED);

  private final Map<String, AuditEvent> issuers = new HashMap<>();
  private final Map<String, AuditEvent> requests = new HashMap<>();
  private final Map<String, AuditEvent> delegations = new HashMap<>();
  private final Map<String, AuditEvent> workflows = new HashMap<>();
  private final Map<String, AuditEvent> logins = new HashMap<>();

  TrailIndex(List<AuditEvent> sorted) {
    sorted.forEach(this::add);
  }

  private void add(AuditEvent event) {
    if (REQUEST.contains(event.type())) {
      put(requests, event.correlationId(), event);
    }
    if (!event.decision().isAllowed()) {
      return;
    }
    if (ISSUE.contains(event.type())) {
      put(issuers, event.tokens().tokenId(), event);
    }
    if (event.type() == AuditEventType.DELEGATION_ISSUED) {
      put(delegations, event.execution().delegationId(), event);
      put(workflows, event.execution().workflowId(), event);
    }
    if (event.type() == AuditEventType.LOGIN) {
      put(logins, event.parties().session(), event);
    }
  }

  private static void put(Map<String, AuditEvent> index, String key, AuditEvent event) {
    if (!key.isEmpty()) {
      index.putIfAbsent(key, event);
    }
  }

  /** From which events it may have come, the best reason first; itself is not among them. */
  List<Origin> origins(AuditEvent event) {
    List<Origin> origins = new ArrayList<>();
    AuditEvent request = requests.get(event.correlationId());
    AuditEvent delegation = delegation(event);
    boolean isRequest = REQUEST.contains(event.type());
    if (!isRequest && request != null && shown(request).equals(shown(event))) {
      add(origins, event, request, AuditEdge.CORRELATION);
    }
    AuditEvent issuer = issuer(event);
    boolean isService = issuer != null && issuer.type() == AuditEventType.SERVICE_TOKEN_ISSUED;
    if (!isService) {
      add(origins, event, issuer, AuditEdge.TOKEN);
    }
    if (!isRequest && !isOfDelegation(event)) {
      add(origins, event, request, AuditEdge.CORRELATION);
    }
    add(origins, event, delegation, AuditEdge.DELEGATION);
    if (!isRequest) {
      add(origins, event, request, AuditEdge.CORRELATION);
    }
    // A service token says who calls, not for whom: it is the last reason but the session.
    add(origins, event, issuer, AuditEdge.TOKEN);
    add(origins, event, logins.get(event.parties().session()), AuditEdge.SESSION);
    return origins;
  }

  private static void add(
      List<Origin> origins, AuditEvent event, @Nullable AuditEvent origin, AuditEdge edge) {
    if (origin != null && !origin.id().equals(event.id())) {
      origins.add(new Origin(origin, edge));
    }
  }

  /** A delegation's life after its issue belongs below its issue rather than below the request. */
  private static boolean isOfDelegation(AuditEvent event) {
    return event.type() != AuditEventType.DELEGATION_ISSUED
        && event.type().name().startsWith("DELEGATION_");
  }

  private @Nullable AuditEvent delegation(AuditEvent event) {
    AuditEvent byId = delegations.get(event.execution().delegationId());
    return byId != null ? byId : workflows.get(event.execution().workflowId());
  }

  /**
   * The event that issued the token shown. A renewal stands beside what it renews, not below it: a
   * delegation of days is renewed hundreds of times.
   */
  private @Nullable AuditEvent issuer(AuditEvent event) {
    AuditEvent issuer = issuers.get(shown(event));
    int steps = 0;
    while (issuer != null
        && event.type() == AuditEventType.DELEGATION_RENEWED
        && issuer.type() == AuditEventType.DELEGATION_RENEWED
        && steps++ < issuers.size()) {
      issuer = issuers.get(shown(issuer));
    }
    return issuer;
  }

  /** The token that was shown: of an issue, the one from which the new one derives. */
  private static String shown(AuditEvent event) {
    boolean isIssue = ISSUE.contains(event.type());
    return isIssue || event.tokens().tokenId().isEmpty()
        ? event.tokens().parentTokenId()
        : event.tokens().tokenId();
  }
}

package dev.locum.authservice.rpc;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditParties;
import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.audit.StoredEvent;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.grpcauthz.audit.AuditEventWire;
import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AppendEventsResponse;
import dev.locum.protocol.audit.v1.AuditServiceGrpc.AuditServiceImplBase;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code locum.audit.v1.AuditService}. */
final class AuditRpc extends AuditServiceImplBase {

  private static final int MAX_APPENDED = 1000;
  private static final Duration TAIL_PAUSE = Duration.ofMillis(200);

  private final AuditTrail trail;
  private final AccessTokens accessTokens;
  private final Clock clock;

  AuditRpc(AuditTrail trail, AccessTokens accessTokens, Clock clock) {
    this.trail = trail;
    this.accessTokens = accessTokens;
    this.clock = clock;
  }

  @Override
  public void appendEvents(
      AppendEventsRequest request, StreamObserver<AppendEventsResponse> answer) {
    Caller caller = Caller.current();
    if (request.getEventsCount() > MAX_APPENDED) {
      throw Wire.invalid("events: too many (expected: at most " + MAX_APPENDED + ")");
    }
    List<AuditEvent> events =
        request.getEventsList().stream()
            .map(event -> Wire.value("event", () -> AuditEventWire.fromWire(event)))
            .map(event -> by(caller, event))
            .toList();
    try {
      int stored = trail.append(events);
      DelegationRpc.send(answer, AppendEventsResponse.newBuilder().setStored(stored).build());
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the events could not be stored");
    }
  }

  /** Nobody writes events in another's name: part and actor are those of the caller. */
  private static AuditEvent by(Caller caller, AuditEvent event) {
    String component = caller.workload().kind().name().toLowerCase(Locale.ROOT);
    AuditParties said = event.parties();
    return new AuditEvent(
        event.id(),
        event.time(),
        event.type(),
        event.decision(),
        new AuditParties(component, caller.actor(), said.subject(), said.tenant(), said.session()),
        event.execution(),
        event.tokens(),
        event.correlationId());
  }

  @Override
  public void searchEvents(
      SearchEventsRequest request, StreamObserver<SearchEventsResponse> answer) {
    String tenant = visibleTenant(request.getAccessToken(), request.getTenant());
    int size = DelegationRpc.pageSize(request.getPageSize());
    AuditQuery query =
        filter(request).where(AuditQuery.Field.TENANT, tenant).after(after(request)).limit(size);
    try {
      List<StoredEvent> found = trail.search(query);
      SearchEventsResponse.Builder response = SearchEventsResponse.newBuilder();
      found.forEach(each -> response.addEvents(AuditEventWire.toWire(each.event())));
      if (found.size() == size) {
        response.setNextPageToken(Long.toString(found.get(size - 1).position()));
      }
      DelegationRpc.send(answer, response.build());
    } catch (StoreUnavailableException e) {
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "the trail could not be read");
    }
  }

  private static AuditQuery filter(SearchEventsRequest request) {
    AuditQuery query = new AuditQuery();
    if (request.getWholeTrail() && !request.getDelegationId().isEmpty()) {
      query.trailOf(AuditQuery.Field.DELEGATION, request.getDelegationId());
    } else if (request.getWholeTrail() && !request.getWorkflowId().isEmpty()) {
      query.trailOf(AuditQuery.Field.WORKFLOW_ID, request.getWorkflowId());
    } else {
      query
          .where(AuditQuery.Field.DELEGATION, request.getDelegationId())
          .where(AuditQuery.Field.WORKFLOW_ID, request.getWorkflowId());
    }
    if (request.hasSince()) {
      query.since(instant("since", request.getSince()));
    }
    if (request.hasUntil()) {
      query.until(instant("until", request.getUntil()));
    }
    if (request.getOutcome() != Outcome.OUTCOME_UNSPECIFIED) {
      query.where(AuditQuery.Field.OUTCOME, outcome(request.getOutcome()));
    }
    return query
        .where(AuditQuery.Field.SUBJECT, request.getSubject())
        .where(AuditQuery.Field.TYPE, request.getType())
        .where(AuditQuery.Field.TOKEN_ID, request.getTokenId())
        .where(AuditQuery.Field.CORRELATION_ID, request.getCorrelationId());
  }

  private static String outcome(Outcome outcome) {
    if (outcome == Outcome.UNRECOGNIZED) {
      throw Wire.invalid("outcome: not known");
    }
    return outcome.name().substring("OUTCOME_".length());
  }

  private static long after(SearchEventsRequest request) {
    if (request.getPageToken().isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(request.getPageToken());
    } catch (NumberFormatException e) {
      throw Wire.invalid("page_token: expected one that was answered");
    }
  }

  /**
   * Follows the trail on the caller's own (virtual) thread until the caller goes away or the user's
   * token has expired.
   */
  @Override
  public void tailEvents(
      TailEventsRequest request, StreamObserver<dev.locum.protocol.audit.v1.AuditEvent> answer) {
    String tenant = visibleTenant(request.getAccessToken(), request.getTenant());
    Instant end = expiryOf(request.getAccessToken());
    var stream = (ServerCallStreamObserver<dev.locum.protocol.audit.v1.AuditEvent>) answer;
    long position =
        trail.search(new AuditQuery().newestFirst().limit(1)).stream()
            .mapToLong(StoredEvent::position)
            .findFirst()
            .orElse(0);
    while (!stream.isCancelled() && clock.instant().isBefore(end)) {
      List<StoredEvent> fresh =
          trail.search(
              new AuditQuery()
                  .after(position)
                  .where(AuditQuery.Field.TENANT, tenant)
                  .where(AuditQuery.Field.TYPE, request.getType()));
      for (StoredEvent each : fresh) {
        stream.onNext(AuditEventWire.toWire(each.event()));
        position = each.position();
      }
      if (!pause()) {
        return;
      }
    }
    if (!stream.isCancelled()) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "the follower's token has expired");
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(TAIL_PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Instant expiryOf(String accessToken) {
    return accessToken.isEmpty() ? Instant.MAX : access(accessToken).token().life().expiresAt();
  }

  /** An operator sees what it asks for; a user sees their own tenant, whatever they ask for. */
  private String visibleTenant(String accessToken, String asked) {
    if (Caller.current().is(WorkloadKind.OPERATOR) && accessToken.isEmpty()) {
      return asked;
    }
    if (accessToken.isEmpty()) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "access_token: absent");
    }
    return access(accessToken).tenant().value();
  }

  private ActiveAccess access(String accessToken) {
    RawToken token = Wire.token("access_token", accessToken);
    return accessTokens.introspect(token).orElseThrow();
  }

  private static Instant instant(String field, com.google.protobuf.Timestamp wire) {
    return Wire.value(
        field,
        () -> {
          try {
            return Instant.ofEpochSecond(wire.getSeconds(), wire.getNanos());
          } catch (DateTimeException e) {
            throw new IllegalArgumentException("out of range (expected: a timestamp)", e);
          }
        });
  }
}

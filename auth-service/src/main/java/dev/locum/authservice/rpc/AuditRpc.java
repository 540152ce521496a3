package dev.locum.authservice.rpc;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditParties;
import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.audit.StoredEvent;
import dev.locum.grpcauthz.audit.AuditEventWire;
import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AppendEventsResponse;
import dev.locum.protocol.audit.v1.AuditServiceGrpc.AuditServiceImplBase;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
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
  private final AuditViews views;
  private final Followers followers = new Followers();

  AuditRpc(AuditTrail trail, AuditViews views) {
    this.trail = trail;
    this.views = views;
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
    int stored = trail.append(events);
    Wire.send(answer, AppendEventsResponse.newBuilder().setStored(stored).build());
  }

  /**
   * Nobody writes events in another's name: part and actor are those of the caller. A tenant's own
   * workload tells of another tenant only what it refused them.
   */
  private static AuditEvent by(Caller caller, AuditEvent event) {
    String component = caller.workload().kind().name().toLowerCase(Locale.ROOT);
    AuditParties said = event.parties();
    boolean isForeign =
        caller.workload().tenant().filter(own -> !said.tenant().equals(own.value())).isPresent();
    if (isForeign && !said.tenant().isEmpty() && event.decision().isAllowed()) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "an allowed event of another tenant");
    }
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
    AuditViews.View view =
        views.of(
            Caller.current(),
            ProofIntake.optionalAccess("access_token", request.getAccessToken()),
            request.getTenant());
    int size = Wire.pageSize(request.getPageSize());
    List<StoredEvent> found =
        trail.search(
            view.in(filter(request)).after(Wire.position(request.getPageToken(), 0)).limit(size));
    SearchEventsResponse.Builder response = SearchEventsResponse.newBuilder();
    found.forEach(each -> response.addEvents(AuditEventWire.toWire(each.event())));
    if (found.size() == size) {
      response.setNextPageToken(Long.toString(found.get(size - 1).position()));
    }
    Wire.send(answer, response.build());
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

  /**
   * Follows the trail on the caller's own (virtual) thread until the caller goes away, or counts no
   * more. Of the trail nothing is read for a caller who does not take what is there already; such a
   * one keeps its place no longer than it counts.
   */
  @Override
  public void tailEvents(
      TailEventsRequest request, StreamObserver<dev.locum.protocol.audit.v1.AuditEvent> answer) {
    AuditViews.View view =
        views.of(
            Caller.current(),
            ProofIntake.optionalAccess("access_token", request.getAccessToken()),
            request.getTenant());
    try (Followers.Place _ = followers.take(view.who())) {
      follow(
          request, view, (ServerCallStreamObserver<dev.locum.protocol.audit.v1.AuditEvent>) answer);
    }
  }

  private void follow(
      TailEventsRequest request,
      AuditViews.View begun,
      ServerCallStreamObserver<dev.locum.protocol.audit.v1.AuditEvent> stream) {
    Caller caller = Caller.current();
    long position = end();
    while (!stream.isCancelled()) {
      AuditViews.View view = views.of(caller, begun.again(), request.getTenant());
      if (stream.isReady()) {
        position = sendAfter(position, view, request.getType(), stream);
      }
      if (!pause()) {
        return;
      }
    }
  }

  private long end() {
    return trail.search(new AuditQuery().newestFirst().limit(1)).stream()
        .mapToLong(StoredEvent::position)
        .findFirst()
        .orElse(0);
  }

  private long sendAfter(
      long position,
      AuditViews.View view,
      String type,
      StreamObserver<dev.locum.protocol.audit.v1.AuditEvent> stream) {
    List<StoredEvent> fresh =
        trail.search(view.in(new AuditQuery()).after(position).where(AuditQuery.Field.TYPE, type));
    long last = position;
    for (StoredEvent each : fresh) {
      stream.onNext(AuditEventWire.toWire(each.event()));
      last = each.position();
    }
    return last;
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

package dev.locum.authservice.rpc.admin;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.user.OpenSession;
import dev.locum.authservice.user.OpenSessions;
import dev.locum.authservice.user.UserName;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListSessionsRequest;
import dev.locum.protocol.admin.v1.ListSessionsResponse;
import dev.locum.protocol.admin.v1.RevokeSessionRequest;
import dev.locum.protocol.admin.v1.RevokeSessionResponse;
import dev.locum.token.SessionId;
import dev.locum.token.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Sessions of users. */
final class SessionMethods {

  private final Clock clock;

  SessionMethods(Administration.Needs needs) {
    this.clock = needs.clock();
  }

  void addTo(AdminMethods methods) {
    methods
        .view(AdminServiceGrpc.getListSessionsMethod(), this::list)
        .change(AdminServiceGrpc.getRevokeSessionMethod(), this::revoke);
  }

  private View<ListSessionsResponse> list(ListSessionsRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    Optional<UserName> user =
        Wire.optional(request.getUser(), text -> Wire.value("user", () -> new UserName(text)));
    int size = Wire.pageSize(request.getPageSize());
    long offset = Wire.position(request.getPageToken(), 0);
    if (offset < 0) {
      throw Wire.invalid("page_token: expected one that was answered");
    }
    return View.of(
        tenant,
        tx -> {
          List<OpenSession> found =
              OpenSessions.list(
                  tx, tenant, user, clock.instant(), new OpenSessions.Page(offset, size));
          ListSessionsResponse.Builder response = ListSessionsResponse.newBuilder();
          found.forEach(session -> response.addSessions(TenantWire.toWire(session)));
          if (found.size() == size) {
            response.setNextPageToken(Long.toString(offset + size));
          }
          return response.build();
        });
  }

  private Change<RevokeSessionResponse> revoke(RevokeSessionRequest request) {
    SessionId id = Wire.value("session_id", () -> new SessionId(request.getSessionId()));
    Administrator who = Administrator.current();
    return Change.<RevokeSessionResponse>of(
            "session ended by an administrator",
            (tx, event) -> {
              OpenSession session = OpenSessions.require(tx, id);
              who.requireScope(Optional.of(session.tenant()));
              event
                  .subject(session.subject().value(), session.tenant().value())
                  .session(id.value());
              boolean ended = OpenSessions.end(tx, id, clock.instant());
              return RevokeSessionResponse.newBuilder().setEnded(ended).build();
            })
        .scopedWithin()
        .as(AuditEventType.LOGOUT);
  }
}

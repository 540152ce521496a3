package dev.locum.cli.context;

import dev.locum.protocol.audit.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import java.time.Duration;

/**
 * Who reads the audit trail: the user who is logged in, or, if nobody is, the administrator that
 * the profile names.
 *
 * @param calls the trail, for that reader; without a deadline
 * @param accessToken the user's, for the request; empty for an administrator, whom the call proves
 * @param streamTime how long a stream may last
 */
public record TrailReader(AuditServiceBlockingStub calls, String accessToken, Duration streamTime) {

  /** Without the token. */
  @Override
  public String toString() {
    return accessToken.isEmpty() ? "TrailReader[administrator]" : "TrailReader[user]";
  }
}

package dev.locum.trigger.work;

import dev.locum.audit.AuditRecorder;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.temporal.TemporalClient;
import java.time.Clock;

/**
 * What the trigger does with work, put together once.
 *
 * @param starting starts it
 * @param following follows it
 * @param controlling signals, queries, cancels it
 */
public record WorkDesk(
    StartingWork starting, FollowingWork following, ControllingWork controlling) {

  /**
   * Puts it together.
   *
   * @param holders proves the holders of bound tokens
   * @param places bounds the streams of {@code WatchWork}
   */
  public static WorkDesk of(
      AuthServiceClient authService,
      TokenHolders holders,
      TemporalClient temporal,
      AuditRecorder recorder,
      Clock clock,
      WatcherPlaces places) {
    WorkAudit audit = new WorkAudit(recorder, authService, holders);
    FollowingWork following = new FollowingWork(authService, temporal, audit, clock, places);
    return new WorkDesk(
        new StartingWork(authService, temporal, audit, clock),
        following,
        new ControllingWork(authService, temporal, following, audit));
  }
}

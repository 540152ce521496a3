package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.user.UserAccount;
import dev.locum.token.Audience;
import dev.locum.token.SessionId;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A login session with the account of its user, as the store knows them now.
 *
 * @param id {@code sid}
 * @param account the user
 * @param client the client through which the user logged in
 * @param scopes what the user allowed it
 * @param audience the one place for which the user allowed it (RFC 8707); absent: what the scopes
 *     say
 * @param generation the user's generation when it started
 * @param expiresAt at this instant it has ended
 * @param hasEnded whether somebody ended it before
 */
public record Session(
    SessionId id,
    UserAccount account,
    String client,
    Set<Scope> scopes,
    Optional<Audience> audience,
    long generation,
    Instant expiresAt,
    boolean hasEnded) {

  /** Copies the scopes. */
  public Session {
    scopes = Set.copyOf(scopes);
  }

  /** Why nothing of this session counts at that time; empty: it counts. */
  public Optional<DenialReason> refusal(Instant now) {
    Optional<DenialReason> ofUser = account.refusal();
    if (ofUser.isPresent()) {
      return ofUser;
    }
    boolean isOpen = !hasEnded && now.isBefore(expiresAt) && generation == account.generation();
    return isOpen ? Optional.empty() : Optional.of(DenialReason.SESSION_ENDED);
  }
}

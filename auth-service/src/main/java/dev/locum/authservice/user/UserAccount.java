package dev.locum.authservice.user;

import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/**
 * A user with what only the login and the sessions may know.
 *
 * @param user the user
 * @param isTenantDisabled whether the user's tenant is locked out
 * @param passwordHash absent: the user cannot log in
 * @param generation a session counts only if it was started in this generation
 */
public record UserAccount(
    User user, boolean isTenantDisabled, Optional<PasswordHash> passwordHash, long generation) {

  /** Why the user may not act at all now; empty: they may. */
  public Optional<DenialReason> refusal() {
    if (user.disabled()) {
      return Optional.of(DenialReason.USER_DISABLED);
    }
    return isTenantDisabled ? Optional.of(DenialReason.TENANT_DISABLED) : Optional.empty();
  }
}

package dev.locum.authservice.user;

import dev.locum.authservice.store.Transaction;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import java.util.List;
import java.util.Optional;

/**
 * The users of all tenants. Safe for use by many threads. Each change is one transaction together
 * with its audit event ({@code ADMINISTERED}): when a method returns, both are durable.
 *
 * <p>Users are never deleted, only disabled, so that a subject cannot come to mean somebody else.
 */
public interface Users {

  /** The user with this subject, enabled or not. */
  Optional<User> find(Subject subject);

  /** The user with this login name, enabled or not. */
  Optional<User> find(TenantId tenant, UserName name);

  /** All users of a tenant, by name; empty for an unknown tenant. */
  List<User> list(TenantId tenant);

  /**
   * Creates the user, or replaces their roles and state as a whole. A new user gets a fresh subject
   * and has no password. Disabling ends all of the user's sessions at once and for good.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is no such tenant; {@code
   *     STATE_CONFLICT} if it would change roles that an external provider gives
   */
  User put(UserSpec spec, Requester by);

  /** The same in the caller's transaction, with its event. */
  User put(Transaction tx, UserSpec spec, Requester by);

  /** The same as {@link #list(TenantId)} in the caller's transaction. */
  List<User> list(Transaction tx, TenantId tenant);

  /** The same without the users of external providers, who are made by logging in. */
  List<User> listOwn(Transaction tx, TenantId tenant);

  /** The user with this login name, enabled or not, in the caller's transaction. */
  Optional<User> find(Transaction tx, TenantId tenant, UserName name);

  /**
   * Disables or enables the user in the caller's transaction, and records that there; nothing else
   * of the user changes.
   *
   * @return whether it was otherwise before
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is no such user
   */
  boolean setDisabled(
      Transaction tx, TenantId tenant, UserName name, boolean disabled, Requester by);

  /** A password's hash, which takes a while to make. */
  PasswordHash hash(Password password);

  /** {@link #setPassword(TenantId, UserName, Password, Requester)} in the caller's transaction. */
  void setPassword(Transaction tx, TenantId tenant, UserName name, PasswordHash hash, Requester by);

  /**
   * Sets the password and ends all sessions of the user, since whoever knew the former one may be
   * in them.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is no such user; {@code
   *     STATE_CONFLICT} if they log in at an external provider
   */
  void setPassword(TenantId tenant, UserName name, Password password, Requester by);
}

package dev.locum.authservice.user;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Subject;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Users of external providers, made when they first come. Safe for use by many threads.
 *
 * <p><b>Security guarantees</b>: an external user is known by issuer and {@code sub} alone; one
 * whose name is taken is refused and never linked to whoever has it; who was disabled here stays
 * disabled, whatever the provider says; nobody moves to another tenant; the latest that the
 * provider said counts, so that an older token gives no role back.
 */
public final class ExternalUsers {

  private static final Question.OfRecords<String> SUBJECT =
      Question.ofRecords(
          "SELECT subject FROM external_user WHERE issuer = ? AND external_subject = ?",
          row -> row.text("subject"));

  private final AuditTrail trail;
  private final Clock clock;
  private final Supplier<String> subjects;

  /**
   * External users.
   *
   * @param subjects answers an opaque value each time, never the same twice
   */
  public ExternalUsers(Records records, Supplier<String> subjects) {
    this.trail = records.trail();
    this.clock = records.clock();
    this.subjects = subjects;
  }

  /** Whether a user is one of an external provider. */
  public static boolean isExternal(Transaction tx, Subject subject) {
    return tx.queryOne(
            "SELECT issuer FROM external_user WHERE subject = ?",
            row -> row.text("issuer"),
            subject.value())
        .isPresent();
  }

  /**
   * The account of this identity, with the roles that it has now; made if there is none. It may be
   * disabled.
   *
   * @throws DenialException {@code IDENTITY_CONFLICT} if the identity has an account of another
   *     tenant, or its name is somebody else's; {@code TENANT_NOT_MAPPED} if there is no such
   *     tenant
   */
  public UserAccount admit(Transaction tx, ExternalIdentity identity, Requester by) {
    Optional<UserAccount> known = find(tx, identity);
    if (known.isEmpty()) {
      return create(tx, identity, by);
    }
    UserAccount account = known.get();
    User user = account.user();
    if (!user.tenant().equals(identity.tenant())) {
      throw new DenialException(
          DenialReason.IDENTITY_CONFLICT, "tenant: another than at the first login");
    }
    if (user.disabled() || !isLatest(tx, identity) || user.roles().equals(identity.roles())) {
      return account;
    }
    User renewed =
        new User(user.subject(), user.tenant(), user.name(), identity.roles(), user.disabled());
    UserAccounts.update(tx, renewed);
    record(tx, renewed, by, "roles renewed by the provider");
    return new UserAccount(
        renewed, account.isTenantDisabled(), account.passwordHash(), account.generation());
  }

  /** Whether the provider has said nothing later; from now on nothing earlier counts. */
  private static boolean isLatest(Transaction tx, ExternalIdentity identity) {
    return tx.update(
            "UPDATE external_user SET said_at = ? WHERE issuer = ? AND external_subject = ?"
                + " AND said_at <= ?",
            identity.saidAt(),
            identity.source().issuer().value(),
            identity.subject(),
            identity.saidAt())
        == 1;
  }

  /** The account of this identity, as it stands. */
  public static Optional<UserAccount> find(Transaction tx, ExternalIdentity identity) {
    return tx.askOne(SUBJECT, identity.source().issuer().value(), identity.subject())
        .flatMap(subject -> UserAccounts.find(tx, new Subject(subject)));
  }

  private UserAccount create(Transaction tx, ExternalIdentity identity, Requester by) {
    if (!UserAccounts.isTenantKnown(tx, identity.tenant())) {
      throw new DenialException(
          DenialReason.TENANT_NOT_MAPPED, "tenant: there is none of the name");
    }
    UserName name = identity.userName();
    if (UserAccounts.find(tx, identity.tenant(), name).isPresent()) {
      throw new DenialException(DenialReason.IDENTITY_CONFLICT, "name: somebody else's");
    }
    User user =
        new User(new Subject(subjects.get()), identity.tenant(), name, identity.roles(), false);
    UserAccounts.insert(tx, user, clock.instant());
    tx.update(
        "INSERT INTO external_user (issuer, external_subject, subject, created_at, said_at)"
            + " VALUES (?, ?, ?, ?, ?)",
        identity.source().issuer().value(),
        identity.subject(),
        user.subject().value(),
        clock.instant(),
        identity.saidAt());
    record(tx, user, by, "user created by provider " + identity.source().name());
    return UserAccounts.find(tx, user.subject()).orElseThrow();
  }

  private void record(Transaction tx, User user, Requester by, String what) {
    trail.record(
        tx,
        trail
            .draft(AuditEventType.ADMINISTERED)
            .decision(
                new AuditDecision(
                    AuditDecision.Outcome.ALLOWED, "", what + ": " + user.name(), false))
            .actor(by.actor())
            .subject(user.subject().value(), user.tenant().value())
            .correlation(by.correlationId()));
  }
}

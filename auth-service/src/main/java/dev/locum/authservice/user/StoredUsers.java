package dev.locum.authservice.user;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Users in the authority's store. */
public final class StoredUsers implements Users {

  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final PasswordHashing hashing;
  private final Supplier<String> subjects;

  /**
   * Users.
   *
   * @param subjects answers an opaque value each time, never the same twice
   */
  public StoredUsers(Records records, PasswordHashing hashing, Supplier<String> subjects) {
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.hashing = hashing;
    this.subjects = subjects;
  }

  @Override
  public Optional<User> find(Subject subject) {
    return store.read(tx -> UserAccounts.find(tx, subject)).map(UserAccount::user);
  }

  @Override
  public Optional<User> find(TenantId tenant, UserName name) {
    return store.read(tx -> UserAccounts.find(tx, tenant, name)).map(UserAccount::user);
  }

  @Override
  public List<User> list(TenantId tenant) {
    return store.read(tx -> UserAccounts.list(tx, tenant));
  }

  @Override
  public List<User> list(Transaction tx, TenantId tenant) {
    return UserAccounts.list(tx, tenant);
  }

  @Override
  public List<User> listOwn(Transaction tx, TenantId tenant) {
    return UserAccounts.listOwn(tx, tenant);
  }

  @Override
  public Optional<User> find(Transaction tx, TenantId tenant, UserName name) {
    return UserAccounts.find(tx, tenant, name).map(UserAccount::user);
  }

  @Override
  public User put(UserSpec spec, Requester by) {
    return store.write(tx -> put(tx, spec, by));
  }

  @Override
  public User put(Transaction tx, UserSpec spec, Requester by) {
    if (!UserAccounts.isTenantKnown(tx, spec.tenant())) {
      throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "tenant " + spec.tenant());
    }
    Optional<UserAccount> present = UserAccounts.find(tx, spec.tenant(), spec.name());
    present.ifPresent(account -> requireOwnRoles(tx, account.user(), spec));
    Subject subject =
        present
            .map(account -> account.user().subject())
            .orElseGet(() -> new Subject(subjects.get()));
    User user = new User(subject, spec.tenant(), spec.name(), spec.roles(), spec.disabled());
    if (present.isEmpty()) {
      UserAccounts.insert(tx, user, clock.instant());
    } else {
      UserAccounts.update(tx, user);
    }
    if (user.disabled()) {
      UserAccounts.endSessions(tx, subject);
    }
    String change = present.isEmpty() ? "user created" : "user replaced";
    trail.record(tx, draft(user, by, change + (user.disabled() ? ", disabled" : "")));
    return user;
  }

  @Override
  public boolean setDisabled(
      Transaction tx, TenantId tenant, UserName name, boolean disabled, Requester by) {
    User user = require(tx, tenant, name);
    put(tx, new UserSpec(tenant, name, user.roles(), disabled), by);
    return user.disabled() != disabled;
  }

  @Override
  public void setPassword(TenantId tenant, UserName name, Password password, Requester by) {
    PasswordHash hash = hash(password);
    store.write(tx -> {
      setPassword(tx, tenant, name, hash, by);
      return name;
    });
  }

  @Override
  public PasswordHash hash(Password password) {
    return hashing.hash(password);
  }

  @Override
  public void setPassword(
      Transaction tx, TenantId tenant, UserName name, PasswordHash hash, Requester by) {
    User user = require(tx, tenant, name);
    if (ExternalUsers.isExternal(tx, user.subject())) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT, "user " + name + " logs in at a provider, without password");
    }
    UserAccounts.setPassword(tx, user.subject(), hash);
    UserAccounts.endSessions(tx, user.subject());
    trail.record(tx, draft(user, by, "password set"));
  }

  /** What a provider says of its users would be said again at their next login. */
  private static void requireOwnRoles(Transaction tx, User present, UserSpec spec) {
    if (!present.roles().equals(spec.roles()) && ExternalUsers.isExternal(tx, present.subject())) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT, "user " + spec.name() + " has the roles of a provider");
    }
  }

  private static User require(Transaction tx, TenantId tenant, UserName name) {
    return UserAccounts.find(tx, tenant, name)
        .map(UserAccount::user)
        .orElseThrow(() ->
            new DenialException(DenialReason.ENTITY_NOT_FOUND, "user " + tenant + "/" + name));
  }

  private AuditDraft draft(User user, Requester by, String what) {
    return trail
        .draft(AuditEventType.ADMINISTERED)
        .decision(
            new AuditDecision(AuditDecision.Outcome.ALLOWED, "", what + ": " + user.name(), false))
        .actor(by.actor())
        .subject(user.subject().value(), user.tenant().value())
        .correlation(by.correlationId());
  }
}

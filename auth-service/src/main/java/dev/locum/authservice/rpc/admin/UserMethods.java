package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.authservice.user.Password;
import dev.locum.authservice.user.PasswordHash;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserAccount;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.user.UserSpec;
import dev.locum.authservice.user.Users;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.ListUsersResponse;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutUserResponse;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.SetPasswordResponse;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;
import java.util.function.Function;

/** Users and their passwords. */
final class UserMethods {

  private final Users users;
  private final boolean fourEyes;

  UserMethods(Administration.Needs needs) {
    this.users = needs.users();
    this.fourEyes = needs.fourEyes();
  }

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutUserMethod(), this::put)
        .change(AdminServiceGrpc.getSetPasswordMethod(), this::setPassword)
        .view(AdminServiceGrpc.getListUsersMethod(), this::list);
  }

  private Change<PutUserResponse> put(PutUserRequest request) {
    UserSpec asked = TenantWire.user(request.getUser());
    Requester by = Caller.current().requester();
    UnitOfWork<Optional<UserAccount>> present =
        tx -> UserAccounts.find(tx, asked.tenant(), asked.name());
    Function<Optional<UserAccount>, UserSpec> wanted =
        found -> request.getKeepState() ? inItsState(found, asked) : asked;
    return Change.<PutUserResponse>of(
            "user " + asked.name(),
            asked.tenant(),
            (tx, event) -> {
              User user = users.put(tx, wanted.apply(present.run(tx)), by);
              return PutUserResponse.newBuilder().setUser(TenantWire.toWire(user)).build();
            })
        .toldByTheDomain()
        .widening(
            Widening.put(
                present,
                wanted,
                (found, spec) -> Coverage.covers(found.user(), spec),
                UserMethods::state));
  }

  private static UserSpec inItsState(Optional<UserAccount> present, UserSpec asked) {
    return present
        .map(account ->
            new UserSpec(asked.tenant(), asked.name(), asked.roles(), account.user().disabled()))
        .orElse(asked);
  }

  /** With a password comes another generation: who enables a user knows of no later one. */
  static String state(UserAccount account) {
    return StateName.of(TenantWire.toWire(account.user())) + " " + account.generation();
  }

  private Change<SetPasswordResponse> setPassword(SetPasswordRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    UserName name = Wire.value("name", () -> new UserName(request.getName()));
    Password password = Wire.value("password", () -> Password.chosen(request.getPassword()));
    Requester by = Caller.current().requester();
    // Hashing takes its time; the store's one writer has none.
    PasswordHash hash = users.hash(password);
    return Change.<SetPasswordResponse>of(
            "password of user " + name,
            tenant,
            (tx, event) -> {
              requireDisabledUnderFourEyes(tx, tenant, name);
              users.setPassword(tx, tenant, name, hash, by);
              return SetPasswordResponse.getDefaultInstance();
            })
        .toldByTheDomain()
        .widening(Widening.NEVER);
  }

  /**
   * Whoever sets a password could be the user, and a proposal must not hold it: it is set while it
   * opens nothing, and that it opens something is what another administrator approves.
   */
  private void requireDisabledUnderFourEyes(Transaction tx, TenantId tenant, UserName name) {
    boolean counts =
        UserAccounts.find(tx, tenant, name).filter(found -> !found.user().disabled()).isPresent();
    if (fourEyes && counts) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "user "
              + tenant
              + "/"
              + name
              + ": a password is set while the user is disabled (enabling them is then approved)");
    }
  }

  private View<ListUsersResponse> list(ListUsersRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    return View.of(
        tenant,
        tx -> {
          ListUsersResponse.Builder response = ListUsersResponse.newBuilder();
          users.list(tx, tenant).forEach(user -> response.addUsers(TenantWire.toWire(user)));
          return response.build();
        });
  }
}

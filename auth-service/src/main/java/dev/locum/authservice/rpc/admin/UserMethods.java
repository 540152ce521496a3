package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Password;
import dev.locum.authservice.user.PasswordHash;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.User;
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

/** Users and their passwords. */
final class UserMethods {

  private final Users users;

  UserMethods(Administration.Needs needs) {
    this.users = needs.users();
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
    return Change.of(
            "user " + asked.name(),
            asked.tenant(),
            (tx, event) -> {
              UserSpec spec = request.getKeepState() ? inItsState(tx, asked) : asked;
              User user = users.put(tx, spec, by);
              return PutUserResponse.newBuilder().setUser(TenantWire.toWire(user)).build();
            })
        .toldByTheDomain();
  }

  private UserSpec inItsState(Transaction tx, UserSpec asked) {
    return users
        .find(tx, asked.tenant(), asked.name())
        .map(user -> new UserSpec(asked.tenant(), asked.name(), asked.roles(), user.disabled()))
        .orElse(asked);
  }

  private Change<SetPasswordResponse> setPassword(SetPasswordRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    UserName name = Wire.value("name", () -> new UserName(request.getName()));
    Password password = Wire.value("password", () -> Password.chosen(request.getPassword()));
    Requester by = Caller.current().requester();
    // Hashing takes its time; the store's one writer has none.
    PasswordHash hash = users.hash(password);
    return Change.of(
            "password of user " + name,
            tenant,
            (tx, event) -> {
              users.setPassword(tx, tenant, name, hash, by);
              return SetPasswordResponse.getDefaultInstance();
            })
        .toldByTheDomain();
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

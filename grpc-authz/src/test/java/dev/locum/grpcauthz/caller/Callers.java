package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.jwt.EndUser;
import dev.locum.token.ActionSet;
import dev.locum.token.Issuer;
import dev.locum.token.WorkloadId;
import java.util.Optional;
import java.util.Set;

/** Callers as an authenticator would make them. */
public final class Callers {

  private Callers() {}

  /** A user with these roles and scopes. */
  public static CallerContext user(Set<String> roles, Set<String> scopes) {
    return new CallerContext.Builder(Provenance.USER)
        .endUser(
            new EndUser(new Issuer("https://idp.example"), "ada", Optional.empty(), roles, scopes))
        .build();
  }

  /** A workload with these roles and actions. */
  public static CallerContext service(Set<String> roles, String... actions) {
    return new CallerContext.Builder(Provenance.SERVICE)
        .service(new WorkloadId("worker"))
        .roles(roles)
        .actions(ActionSet.ofNames(actions))
        .build();
  }
}

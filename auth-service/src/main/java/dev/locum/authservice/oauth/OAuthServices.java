package dev.locum.authservice.oauth;

import dev.locum.authservice.authorization.AuthorizationCodes;
import dev.locum.authservice.client.ClientDesk;
import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.login.DeviceGrants;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.session.IdTokenHints;
import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.session.UserInfos;
import dev.locum.token.TokenVerifier;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the endpoints serve.
 *
 * @param authority workloads, delegations, keys
 * @param verifier verifies tokens of the own issuer
 * @param users users, their sessions and devices
 * @param proofs what callers prove to hold
 * @param making what makes secrets and names
 */
public record OAuthServices(
    Authority authority,
    TokenVerifier verifier,
    UserServices users,
    SenderProofs proofs,
    Making making) {

  /**
   * Users, their sessions and devices.
   *
   * @param federation logs users of external providers in
   * @param clients proves registered clients
   * @param codes authorization codes
   * @param identity says who users are
   * @param housekeeping removes what has expired; run now and then
   */
  public record UserServices(
      StoredSessions sessions,
      Logins logins,
      Federation federation,
      DeviceGrants devices,
      ClientDesk clients,
      AuthorizationCodes codes,
      Identity identity,
      Runnable housekeeping) {}

  /** What says who users are, to clients that they allowed to know. */
  public record Identity(IdTokens idTokens, UserInfos infos, IdTokenHints hints) {}

  /**
   * What makes secrets and names.
   *
   * @param correlationIds answers a fresh id for each request
   */
  public record Making(SecureRandom random, Supplier<String> correlationIds, Clock clock) {}
}

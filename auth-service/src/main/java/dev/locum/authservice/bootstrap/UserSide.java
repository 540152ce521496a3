package dev.locum.authservice.bootstrap;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.locum.authservice.authorization.AuthorizationCodes;
import dev.locum.authservice.client.ClientDesk;
import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.federation.OidcProvider;
import dev.locum.authservice.federation.ProviderAccessTokens;
import dev.locum.authservice.login.DeviceGrants;
import dev.locum.authservice.login.LoginHousekeeping;
import dev.locum.authservice.login.LoginLimits;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.OAuthServices;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.BorneSessions;
import dev.locum.authservice.session.IdTokenHints;
import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.session.SessionLives;
import dev.locum.authservice.session.SessionTokenIssuer;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.session.StoredAccessTokens;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.session.UserAudiences;
import dev.locum.authservice.session.UserInfos;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.user.ExternalUsers;
import dev.locum.authservice.user.PasswordHashing;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.StoredUsers;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.MutualTlsSettings;
import dev.locum.token.Audience;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Users, their logins and sessions, and the clients through which they come; made once. */
record UserSide(
    StoredUsers users,
    AccessTokens accessTokens,
    StoredSessions sessions,
    Logins logins,
    Federation federation,
    DeviceGrants devices,
    ClientDesk clients,
    AuthorizationCodes codes,
    OAuthServices.Identity identity) {

  /** The audience of access tokens: the trigger. */
  private static final Audience TRIGGER = new Audience("locum-trigger");

  static UserSide of(
      AuthServiceSettings settings,
      Records records,
      KeySide keySide,
      SenderProofs proofs,
      SecureRandom random)
      throws IOException {
    PasswordHashing hashing =
        new PasswordHashing(random, Runtime.getRuntime().availableProcessors());
    Supplier<String> subjects = () -> "u-" + UUID.randomUUID();
    StoredUsers users = new StoredUsers(records, hashing, subjects);
    UserAudiences audiences =
        new UserAudiences(
            TRIGGER,
            settings.userAudiences().stream().map(Audience::new).collect(toUnmodifiableSet()),
            new Audience(settings.issuer().toString()));
    StoredAccessTokens ownTokens =
        new StoredAccessTokens(
            keySide.verifier(), proofs, audiences, records.store(), records.clock());
    SessionTokenIssuer sessionTokens =
        new SessionTokenIssuer(
            keySide.tokens(),
            audiences,
            new SessionLives(settings.limits().accessTokenLife(), settings.limits().sessionLife()),
            random,
            records.clock());
    StoredSessions sessions = new StoredSessions(records, ownTokens, sessionTokens);
    Logins.Making making = new Logins.Making(random, () -> UUID.randomUUID().toString());
    Logins logins = new Logins(records, hashing, limits(settings.limits().login()), making);
    ExternalUsers externalUsers = new ExternalUsers(records, subjects);
    List<OidcProvider> providers =
        new LoginProviders(keySide.providers(), records.clock()).of(settings.federation());
    return new UserSide(
        users,
        ProviderAccessTokens.beside(
            ownTokens,
            providers,
            new BorneSessions(records, ownTokens, sessionTokens),
            externalUsers,
            keySide.providers()),
        sessions,
        logins,
        new Federation(providers, records, new Federation.Needs(logins, externalUsers, random)),
        new DeviceGrants(records, sessions, making),
        new ClientDesk(
            keySide.issuer(),
            audiences(settings),
            records,
            keySide.providers(),
            ServerTls.authorities(
                settings.listen().mutualTls().flatMap(MutualTlsSettings::authorities))),
        new AuthorizationCodes(records, sessions, making),
        new OAuthServices.Identity(
            new IdTokens(keySide.issuer(), keySide.signer(), records.clock()),
            new UserInfos(ownTokens, audiences),
            new IdTokenHints(keySide.issuer(), keySide.signatures())));
  }

  /** Ends the session of any access token that counts here, whoever issued it. */
  void endSession(ShownAccess shown, Requester by) {
    sessions.end(accessTokens.introspect(shown).orElseThrow(), by);
  }

  /** What tokens are for by the configuration, beside what is registered. */
  static Set<Audience> audiences(AuthServiceSettings settings) {
    return Stream.concat(Stream.of(settings.trustDomain()), settings.userAudiences().stream())
        .map(Audience::new)
        .collect(toUnmodifiableSet());
  }

  OAuthServices.UserServices services(Store store) {
    return new OAuthServices.UserServices(
        sessions,
        logins,
        federation,
        devices,
        clients,
        codes,
        identity,
        new LoginHousekeeping(
            store,
            sessions,
            logins,
            devices,
            List.of(codes::removeExpired, clients::removeExpired, federation::tellOfLimited)));
  }

  /** The configured limit holds for one user from one address; the others keep their proportion. */
  private static LoginLimits limits(AuthServiceSettings.Login login) {
    LoginLimits defaults = LoginLimits.defaults();
    return new LoginLimits(
        defaults.attempts(),
        new LoginLimits.Allowance(login.attempts(), login.window().dividedBy(login.attempts())),
        defaults.address(),
        defaults.user());
  }
}

package dev.locum.authservice.oauth;

import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.login.DeviceGrants;
import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.authorize.AuthorizationEndpoint;
import dev.locum.authservice.oauth.authorize.ProvenDestinations;
import dev.locum.authservice.oauth.client.ClientAuthentication;
import dev.locum.authservice.oauth.client.GuessLimit;
import dev.locum.authservice.oauth.device.DeviceAuthorizationEndpoint;
import dev.locum.authservice.oauth.grant.AuthorizationCodeGrant;
import dev.locum.authservice.oauth.grant.ClientCredentialsGrant;
import dev.locum.authservice.oauth.grant.DeviceCodeGrant;
import dev.locum.authservice.oauth.grant.GrantType;
import dev.locum.authservice.oauth.grant.RefreshTokenGrant;
import dev.locum.authservice.oauth.grant.TokenEndpoint;
import dev.locum.authservice.oauth.grant.TokenExchangeGrant;
import dev.locum.authservice.oauth.identity.UserInfoEndpoint;
import dev.locum.authservice.oauth.inspect.IntrospectionEndpoint;
import dev.locum.authservice.oauth.inspect.RevocationEndpoint;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.metadata.KeySetEndpoint;
import dev.locum.authservice.oauth.metadata.MetadataEndpoint;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.authservice.oauth.page.ConsentPage;
import dev.locum.authservice.oauth.page.DevicePage;
import dev.locum.authservice.oauth.page.EndSessionPage;
import dev.locum.authservice.oauth.page.ExternalLoginPage;
import dev.locum.authservice.oauth.page.LoginPage;
import dev.locum.token.Issuer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every path that is served, with its methods. Paths are compared as they were sent, byte for byte:
 * what is encoded, doubled or decorated in any way is another path and not found.
 */
final class Routes {

  private final Map<String, Map<String, Endpoint>> endpoints;

  private Routes(Map<String, Map<String, Endpoint>> endpoints) {
    this.endpoints = endpoints;
  }

  Routes(OAuthHttpSettings settings, OAuthServices services) {
    this(new HashMap<>());
    Paths paths = Paths.of(settings.issuer());
    addPublic(settings, paths, services.authority());
    addOAuth(settings, paths, services);
    addPages(settings, paths, services);
  }

  /** The methods of a path; empty: no such path. */
  Optional<Map<String, Endpoint>> find(String path) {
    return Optional.ofNullable(endpoints.get(path));
  }

  /**
   * What clients call themselves, and no page: the same endpoints, which know what failed at either
   * address.
   */
  Routes forClients(Paths paths) {
    Map<String, Map<String, Endpoint>> some = new HashMap<>(endpoints);
    some.keySet().retainAll(paths.forClients().values());
    return new Routes(some);
  }

  private void addPublic(OAuthHttpSettings settings, Paths paths, Authority authority) {
    Endpoint metadata =
        new MetadataEndpoint(
            settings.issuer(),
            paths,
            authority,
            settings.forCertificates().map(OAuthHttpSettings.ForCertificates::published));
    get(paths.authorizationServerMetadata(), metadata);
    get(paths.openIdMetadata(), metadata);
    get(paths.openIdMetadataInserted(), metadata);
    get(paths.keySet(), new KeySetEndpoint(authority));
    for (String live : List.of("/health/live", "/healthz")) {
      get(live, request -> health(true));
    }
    for (String ready : List.of("/health/ready", "/readyz")) {
      get(ready, request -> health(authority.isReady()));
    }
  }

  private void addOAuth(OAuthHttpSettings settings, Paths paths, OAuthServices services) {
    Authority authority = services.authority();
    DeviceGrants devices = services.users().devices();
    ClientAuthentication clients =
        new ClientAuthentication(
            authority, services.users().clients(), new GuessLimit(services.making().clock()));
    Issuer issuer = settings.issuer();
    post(
        paths.token(),
        new TokenEndpoint(
            clients,
            Map.of(
                GrantType.AUTHORIZATION_CODE,
                new AuthorizationCodeGrant(
                    services.users().codes(),
                    services.users().identity().idTokens(),
                    services.proofs()),
                GrantType.DEVICE_CODE,
                new DeviceCodeGrant(
                    devices, services.users().identity().idTokens(), services.proofs()),
                GrantType.REFRESH_TOKEN,
                new RefreshTokenGrant(services.users().sessions(), services.proofs()),
                GrantType.CLIENT_CREDENTIALS,
                new ClientCredentialsGrant(authority, issuer),
                GrantType.TOKEN_EXCHANGE,
                new TokenExchangeGrant(
                    authority, services.verifier(), issuer, settings.trustDomain())),
            authority::nextNonce));
    post(
        paths.deviceAuthorization(),
        new DeviceAuthorizationEndpoint(
            clients,
            devices,
            services.users().sessions().audiences(),
            paths,
            services.making().clock()));
    Endpoint userInfo =
        new UserInfoEndpoint(services.users().identity().infos(), authority::nextNonce);
    get(paths.userInfo(), userInfo);
    post(paths.userInfo(), userInfo);
    post(paths.introspection(), new IntrospectionEndpoint(clients, authority, issuer));
    post(
        paths.revocation(),
        new RevocationEndpoint(clients, authority, services.users().sessions()));
  }

  private void addPages(OAuthHttpSettings settings, Paths paths, OAuthServices services) {
    ProvenDestinations destinations = new ProvenDestinations(services.users().clients());
    LoginPage login =
        new LoginPage(
            services.users().logins(),
            paths,
            new LoginPage.Ways(destinations, services.users().federation()),
            settings.isSecure(),
            services.making().random());
    addExternalLogin(settings, paths, services.users().federation(), destinations);
    AuthorizationEndpoint authorization =
        new AuthorizationEndpoint(
            destinations,
            services.users().codes(),
            services.users().sessions().audiences(),
            new AuthorizationEndpoint.Pages(
                login, new ConsentPage(services.users().logins(), paths, settings.isSecure())),
            settings.issuer(),
            services.making().clock());
    DevicePage device =
        new DevicePage(
            services.users().logins(),
            services.users().devices().decisions(),
            paths,
            settings.isSecure());
    // No HEAD: whoever looks at a link must not make a code of it.
    methods(paths.authorization()).put("GET", authorization::show);
    post(paths.authorization(), authorization::post);
    get(paths.login(), login::show);
    post(paths.login(), login::login);
    post(paths.logout(), login::logout);
    EndSessionPage ending =
        new EndSessionPage(
            new EndSessionPage.Sources(
                services.users().logins(),
                services.users().sessions(),
                services.users().clients(),
                services.users().identity().hints(),
                services.users().federation()),
            paths,
            settings.isSecure(),
            services.making().random());
    // No HEAD: whoever looks at a link must not log anybody out.
    methods(paths.endSession()).put("GET", ending::show);
    post(paths.endSession(), ending::post);
    for (Federation.Offer offer : services.users().federation().offers()) {
      methods(paths.externalLogout(offer.id())).put("GET", ending.afterProvider());
    }
    get(paths.device(), device::show);
    post(paths.device(), device::decide);
  }

  private void addExternalLogin(
      OAuthHttpSettings settings,
      Paths paths,
      Federation federation,
      ProvenDestinations destinations) {
    ExternalLoginPage external =
        new ExternalLoginPage(federation, paths, destinations, settings.isSecure());
    if (!federation.offers().isEmpty()) {
      post(paths.externalLogin(), external::begin);
    }
    for (Federation.Offer offer : federation.offers()) {
      get(paths.externalLogin(offer.id()), external.callback(offer.id()));
    }
  }

  private static Answer health(boolean isUp) {
    return Answer.json(isUp ? 200 : 503, Map.of("status", isUp ? "UP" : "DOWN"));
  }

  /** What a GET answers, HEAD answers without its body (RFC 9110 §9.3.2). */
  private void get(String path, Endpoint endpoint) {
    methods(path).put("GET", endpoint);
    methods(path).put("HEAD", endpoint);
  }

  private void post(String path, Endpoint endpoint) {
    methods(path).put("POST", endpoint);
  }

  private Map<String, Endpoint> methods(String path) {
    return endpoints.computeIfAbsent(path, absent -> new HashMap<>());
  }
}

package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.token.WorkloadId;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every flow by an OAuth client that is not ours, over real sockets: Nimbus' SDK. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NimbusClientTest {

  private static final URI CALLBACK = URI.create(TestClients.CALLBACK);

  private ProcessWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
    TestClients.of(world.beside, "shop").put();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void codeAndRefresh_andUserInfo_andRevocation() throws Exception {
    TestClients.of(world.beside, "server").method(new ClientMethod.SecretBasic()).put();
    ClientAuthentication server =
        new ClientSecretBasic(
            new ClientID("server"), new Secret(TestClients.secret(world.beside, "server")));

    Tokens first = codeFlow("server", server);

    UserInfoResponse info =
        UserInfoResponse.parse(
            new UserInfoRequest(uri("/oauth/userinfo"), first.getBearerAccessToken())
                .toHTTPRequest()
                .send());
    assertThat(info.toSuccessResponse().getUserInfo().getPreferredUsername()).isEqualTo("ada");
    Tokens second =
        tokens(server, new RefreshTokenGrant(first.getRefreshToken()))
            .toSuccessResponse()
            .getTokens();
    assertThat(refused(tokens(server, new RefreshTokenGrant(first.getRefreshToken()))))
        .isEqualTo(OAuth2Error.INVALID_GRANT.getCode());
    assertThat(refused(tokens(server, new RefreshTokenGrant(second.getRefreshToken()))))
        .isEqualTo(OAuth2Error.INVALID_GRANT.getCode());

    Tokens third = codeFlow("server", server);
    HTTPResponse revoked =
        new TokenRevocationRequest(uri("/oauth/revoke"), server, third.getRefreshToken())
            .toHTTPRequest()
            .send();
    assertThat(revoked.getStatusCode()).isEqualTo(200);
    assertThat(
            introspect(ProcessWorld.TRIGGER, third.getAccessToken()).toSuccessResponse().isActive())
        .isFalse();
  }

  @Test
  void device_ofAPublicClient() throws Exception {
    DeviceAuthorizationSuccessResponse device =
        DeviceAuthorizationResponse.parse(
                new DeviceAuthorizationRequest(
                        uri("/oauth/device_authorization"),
                        new ClientID("shop"),
                        new Scope("openid", "work"))
                    .toHTTPRequest()
                    .send())
            .toSuccessResponse();
    Browser browser = new Browser(world.client);
    browser.login("alice", "ada", LoginWorld.ADAS_PASSWORD);
    browser.decide(device.getUserCode().getValue(), "allow");

    Tokens tokens =
        TokenResponse.parse(
                new TokenRequest.Builder(
                        uri("/oauth/token"),
                        new ClientID("shop"),
                        new DeviceCodeGrant(device.getDeviceCode()))
                    .build()
                    .toHTTPRequest()
                    .send())
            .toSuccessResponse()
            .getTokens();

    assertThat(
            introspect(ProcessWorld.TRIGGER, tokens.getAccessToken())
                .toSuccessResponse()
                .getClientID())
        .isEqualTo(new ClientID("shop"));
  }

  @Test
  void clientCredentials_exchange_andIntrospection_ofAWorkload() throws Exception {
    ClientAuthentication trigger = workload(ProcessWorld.TRIGGER);
    assertThat(
            tokens(trigger, new ClientCredentialsGrant())
                .toSuccessResponse()
                .getTokens()
                .getBearerAccessToken())
        .isNotNull();
    String user = world.login().path("access_token").asText();

    TokenRequest exchange =
        new TokenRequest.Builder(
                uri("/oauth/token"),
                trigger,
                new TokenExchangeGrant(
                    new BearerAccessToken(user),
                    TokenTypeURI.ACCESS_TOKEN,
                    null,
                    null,
                    TokenTypeURI.parse("urn:ietf:params:oauth:token-type:txn_token"),
                    Audience.create("locum")))
            .scope(new Scope("fleet.reserve"))
            .customParameter(
                "request_details", "{\"route\":\"trip\",\"idempotency_key\":\"nimbus-1\"}")
            .build();
    TokenResponse answer = TokenResponse.parse(exchange.toHTTPRequest().send());

    Token delegation = answer.toSuccessResponse().getTokens().getAccessToken();
    assertThat(introspect(ProcessWorld.ALICE_WORKER, delegation).toSuccessResponse().isActive())
        .isTrue();
    new TokenRevocationRequest(
            uri("/oauth/revoke"), trigger, new BearerAccessToken(delegation.getValue()))
        .toHTTPRequest()
        .send();
    assertThat(introspect(ProcessWorld.ALICE_WORKER, delegation).toSuccessResponse().isActive())
        .isFalse();
  }

  private Tokens codeFlow(String id, ClientAuthentication client) throws Exception {
    CodeVerifier verifier = new CodeVerifier();
    State state = new State();
    AuthenticationRequest request =
        new AuthenticationRequest.Builder(
                new ResponseType(ResponseType.Value.CODE),
                new Scope("openid", "profile", "work"),
                new ClientID(id),
                CALLBACK)
            .endpointURI(uri("/oauth/authorize"))
            .state(state)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .build();
    Browser browser = new Browser(world.client);
    URI wanted = request.toURI();
    browser.open(wanted.getRawPath() + "?" + wanted.getRawQuery());
    HttpResponse<String> login =
        browser.submit(
            "/login", "tenant", "alice", "username", "ada", "password", LoginWorld.ADAS_PASSWORD);
    browser.open(login.headers().firstValue("Location").orElseThrow());
    HttpResponse<String> decided = browser.submit("/oauth/authorize", "decision", "allow");
    AuthorizationResponse back =
        AuthorizationResponse.parse(
            URI.create(decided.headers().firstValue("Location").orElseThrow()));
    assertThat(back.getState()).isEqualTo(state);
    assertThat(back.getIssuer().getValue()).isEqualTo(LoginWorld.ISSUER.value());
    AuthorizationCode code = back.toSuccessResponse().getAuthorizationCode();
    OIDCTokenResponse tokens =
        OIDCTokenResponse.parse(
            new TokenRequest.Builder(
                    uri("/oauth/token"),
                    client,
                    new AuthorizationCodeGrant(code, CALLBACK, verifier))
                .build()
                .toHTTPRequest()
                .send());
    assertThat(tokens.getOIDCTokens().getIDToken().getJWTClaimsSet().getAudience())
        .containsExactly(id);
    return tokens.getTokens();
  }

  private TokenResponse tokens(ClientAuthentication client, AuthorizationGrant grant)
      throws Exception {
    return TokenResponse.parse(
        new TokenRequest.Builder(uri("/oauth/token"), client, grant)
            .build()
            .toHTTPRequest()
            .send());
  }

  private static String refused(TokenResponse answer) {
    return answer.toErrorResponse().getErrorObject().getCode();
  }

  private TokenIntrospectionResponse introspect(WorkloadId caller, Token token) throws Exception {
    return TokenIntrospectionResponse.parse(
        new TokenIntrospectionRequest(
                uri("/oauth/introspect"), workload(caller), new BearerAccessToken(token.getValue()))
            .toHTTPRequest()
            .send());
  }

  private ClientAuthentication workload(WorkloadId id) {
    return new ClientSecretBasic(new ClientID(id.value()), new Secret(world.apiKey(id)));
  }

  private URI uri(String path) {
    return world.client.uri(path);
  }
}

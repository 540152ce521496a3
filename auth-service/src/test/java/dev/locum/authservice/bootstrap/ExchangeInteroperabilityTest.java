package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.token.WorkloadId;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * S3-62: token exchange as RFC 8693 has it, by a client that nobody here wrote and without any
 * parameter of our own. What the client knows of the server is its metadata.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeInteroperabilityTest {

  @TempDir private Path directory;
  private ProcessWorld world;
  private AuthorizationServerMetadata server;
  private BearerAccessToken delegation;

  @BeforeEach
  void open() throws Exception {
    world = ProcessWorld.open(directory);
    server =
        AuthorizationServerMetadata.parse(
            world.client.get("/.well-known/oauth-authorization-server").body());
    delegation = new BearerAccessToken(startedWork());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void metadata_saysWhatAnExchangeNeeds() {
    assertThat(server.getGrantTypes())
        .extracting(Object::toString)
        .contains("urn:ietf:params:oauth:grant-type:token-exchange");
    assertThat(server.getTokenEndpointAuthMethods())
        .contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    assertThat(server.getTokenEndpointURI().getPath()).isEqualTo("/oauth/token");
  }

  @Test
  void exchange_withTheParametersOfTheStandardAlone_givesADownstreamToken() throws Exception {
    AccessTokenResponse answer =
        exchange(delegation, null, "fleet", "fleet.reserve").toSuccessResponse();

    AccessToken token = answer.getTokens().getAccessToken();
    assertThat(token.getIssuedTokenType()).isEqualTo(TokenTypeURI.ACCESS_TOKEN);
    assertThat(token.getType().getValue()).isEqualTo("Bearer");
    assertThat(token.getLifetime()).isBetween(1L, 60L);
    assertThat(token.getScope()).isEqualTo(new Scope("fleet.reserve"));
    assertThat(answer.getTokens().getRefreshToken()).isNull();
    JWTClaimsSet claims = SignedJWT.parse(token.getValue()).getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly("fleet");
    assertThat(claims.getSubject()).isEqualTo(world.beside.ada().subject().value());
    assertThat(claims.getJSONObjectClaim("act")).containsEntry("sub", "alice-worker");
  }

  @Test
  void exchange_withAnActorToken_isTheSame() throws Exception {
    AccessToken worker =
        request(ProcessWorld.ALICE_WORKER, new ClientCredentialsGrant(), null)
            .toSuccessResponse()
            .getTokens()
            .getAccessToken();

    AccessToken token =
        exchange(delegation, worker, "fleet", "fleet.reserve")
            .toSuccessResponse()
            .getTokens()
            .getAccessToken();

    assertThat(SignedJWT.parse(token.getValue()).getJWTClaimsSet().getJSONObjectClaim("act"))
        .containsEntry("sub", "alice-worker");
  }

  @Test
  void refusals_areThoseOfTheStandard() throws Exception {
    assertThat(refused(exchange(delegation, null, "nobody", "fleet.reserve")))
        .isEqualTo("invalid_target");
    assertThat(refused(exchange(delegation, null, "fleet", "fleet.release")))
        .isEqualTo("invalid_scope");
    assertThat(refused(exchange(new BearerAccessToken("x"), null, "fleet", "fleet.reserve")))
        .isEqualTo("invalid_request");
    assertThat(refused(exchange(delegation, new BearerAccessToken("x"), "fleet", "fleet.reserve")))
        .isEqualTo("invalid_request");
  }

  private TokenResponse exchange(
      AccessToken subject, @Nullable AccessToken actor, String audience, String scope)
      throws Exception {
    return request(
        ProcessWorld.ALICE_WORKER,
        new TokenExchangeGrant(
            subject,
            TokenTypeURI.parse("urn:ietf:params:oauth:token-type:txn_token"),
            actor,
            actor == null ? null : TokenTypeURI.ACCESS_TOKEN,
            null,
            Audience.create(audience)),
        new Scope(scope));
  }

  private TokenResponse request(WorkloadId id, AuthorizationGrant grant, @Nullable Scope scope)
      throws Exception {
    TokenRequest.Builder request =
        new TokenRequest.Builder(
            tokenEndpoint(),
            new ClientSecretBasic(new ClientID(id.value()), new Secret(world.apiKey(id))),
            grant);
    return TokenResponse.parse(
        (scope == null ? request : request.scope(scope)).build().toHTTPRequest().send());
  }

  /** Of the metadata the path: the issuer of this world is reached at another port. */
  private URI tokenEndpoint() {
    return world.client.uri(server.getTokenEndpointURI().getPath());
  }

  private static String refused(TokenResponse answer) {
    return answer.toErrorResponse().getErrorObject().getCode();
  }

  /** A delegation of ada's, whose work has begun: before, no worker may exchange it. */
  private String startedWork() throws Exception {
    String user = world.login().path("access_token").asText();
    TokenResponse answer =
        TokenResponse.parse(
            new TokenRequest.Builder(
                    tokenEndpoint(),
                    new ClientSecretBasic(
                        new ClientID("trigger"), new Secret(world.apiKey(ProcessWorld.TRIGGER))),
                    new TokenExchangeGrant(
                        new BearerAccessToken(user),
                        TokenTypeURI.ACCESS_TOKEN,
                        null,
                        null,
                        null,
                        Audience.create("locum")))
                .scope(new Scope("fleet.reserve"))
                .customParameter(
                    "request_details", "{\"route\":\"trip\",\"idempotency_key\":\"s362\"}")
                .build()
                .toHTTPRequest()
                .send());
    String token = answer.toSuccessResponse().getTokens().getAccessToken().getValue();
    DelegationServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.TRIGGER))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .bindRun(
            BindRunRequest.newBuilder()
                .setDelegationId(
                    String.valueOf(SignedJWT.parse(token).getJWTClaimsSet().getClaim("txn")))
                .setFirstExecutionRunId("run-1")
                .build());
    return token;
  }
}

package dev.locum.authservice.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.token.Issuer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MD-1, MD-2: what the server says about itself, read by an implementation that is not ours. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MetadataTest {

  @TempDir private Path directory;
  private OAuthWorld world;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** MT-1: what is not served is not promised. */
  @Test
  void metadata_withoutAnAddressForCertificates_promiseNone() {
    String metadata = world.get("/.well-known/oauth-authorization-server").body();

    assertThat(metadata).doesNotContain("mtls", "tls_client");
  }

  @Test
  void metadata_atBothPlaces_isReadByNimbus_MD_1() throws Exception {
    for (String path :
        List.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")) {
      HttpResponse<String> answer = world.get(path);
      AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(answer.body());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(metadata.getIssuer().getValue()).isEqualTo(LoginWorld.ISSUER.value());
      assertThat(metadata.getGrantTypes())
          .containsExactlyInAnyOrder(
              GrantType.AUTHORIZATION_CODE,
              GrantType.DEVICE_CODE,
              GrantType.REFRESH_TOKEN,
              GrantType.CLIENT_CREDENTIALS,
              GrantType.TOKEN_EXCHANGE);
      assertThat(metadata.getTokenEndpointAuthMethods())
          .containsExactlyInAnyOrder(
              ClientAuthenticationMethod.PRIVATE_KEY_JWT,
              ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
              ClientAuthenticationMethod.NONE);
    }
  }

  @Test
  void metadata_everyEndpointListed_isThere() throws Exception {
    JsonNode metadata =
        new ObjectMapper().readTree(world.get("/.well-known/oauth-authorization-server").body());

    for (var member : metadata.properties()) {
      if (member.getKey().endsWith("_endpoint") || member.getKey().equals("jwks_uri")) {
        String url = member.getValue().asText();
        assertThat(url).startsWith(LoginWorld.ISSUER.value() + "/");
        String path = url.substring(LoginWorld.ISSUER.value().length());
        assertThat(world.get(path).statusCode()).as(path).isIn(200, 400, 401, 405);
      }
    }
  }

  @Test
  void metadata_arraysAndAlgorithms_areNotEmptyAndNeverNone_MD_2() throws Exception {
    JsonNode metadata =
        new ObjectMapper().readTree(world.get("/.well-known/oauth-authorization-server").body());

    for (var member : metadata.properties()) {
      if (member.getValue().isArray()) {
        assertThat(member.getValue()).as(member.getKey()).isNotEmpty();
      }
      if (member.getKey().endsWith("_alg_values_supported")) {
        assertThat(member.getValue()).extracting(JsonNode::asText).doesNotContain("none");
      }
    }
  }

  @Test
  void keySet_isReadByNimbusAndHoldsNoPrivateMember_MD_2() throws Exception {
    HttpResponse<String> answer = world.get("/oauth/jwks");
    JWKSet keys = JWKSet.parse(answer.body());

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/jwk-set+json");
    assertThat(keys.getKeys()).isNotEmpty().noneMatch(JWK::isPrivate);
    assertThat(keys.getKeys())
        .extracting(JWK::getKeyID)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void paths_issuerWithPath_areInsertedAndAppended_MD_1() {
    Paths paths = Paths.of(new Issuer("https://id.example:8443/locum"));

    assertThat(paths.authorizationServerMetadata())
        .isEqualTo("/.well-known/oauth-authorization-server/locum");
    assertThat(paths.openIdMetadata()).isEqualTo("/locum/.well-known/openid-configuration");
    assertThat(paths.openIdMetadataInserted()).isEqualTo("/.well-known/openid-configuration/locum");
    assertThat(paths.url(paths.token())).isEqualTo("https://id.example:8443/locum/oauth/token");
  }

  @Test
  void paths_issuerThatIsNoPlainUrl_isRefused_MD_1() {
    for (String issuer :
        List.of(
            "locum",
            "ftp://id.example",
            "https://id.example/",
            "https://id.example/a/",
            "https://id.example?x=1",
            "https://id.example#x",
            "https://",
            "https://id.example/a%20b")) {
      assertThatThrownBy(() -> Paths.of(new Issuer(issuer)))
          .as(issuer)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void health_answersLiveAndReady() {
    assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(world.get("/health/ready").statusCode()).isEqualTo(200);

    world.authority.isReady = false;
    assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(world.get("/health/ready").statusCode()).isEqualTo(503);
  }
}

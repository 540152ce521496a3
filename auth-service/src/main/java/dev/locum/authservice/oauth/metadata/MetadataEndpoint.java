package dev.locum.authservice.oauth.metadata;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.grant.GrantType;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.token.Issuer;
import dev.locum.token.jose.SigningAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The metadata document (RFC 8414 §2, OpenID Connect Discovery §3), the same at all its places. An
 * array without elements is left out (MD-2), and what has a default that would not be true is said.
 */
public final class MetadataEndpoint implements Endpoint {

  private static final int SECONDS = 300;
  private static final List<String> CLAIMS =
      List.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "iat",
          "auth_time",
          "nonce",
          "sid",
          "preferred_username",
          "tenant",
          "roles");
  private static final List<String> SECRETS = List.of("private_key_jwt", "client_secret_basic");

  private final Issuer issuer;
  private final Paths paths;
  private final Authority authority;
  private final Optional<MutualTls> mutualTls;

  /**
   * The document.
   *
   * @param mutualTls where clients can show certificates; absent: nowhere
   */
  public MetadataEndpoint(
      Issuer issuer, Paths paths, Authority authority, Optional<MutualTls> mutualTls) {
    this.mutualTls = mutualTls;
    this.issuer = issuer;
    this.paths = paths;
    this.authority = authority;
  }

  @Override
  public Answer answer(Request request) {
    return Answer.cacheable("application/json", SECONDS, members());
  }

  private Map<String, Object> members() {
    List<String> algorithms =
        Arrays.stream(SigningAlgorithm.values()).map(SigningAlgorithm::joseName).toList();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", issuer.value());
    members.put("authorization_endpoint", paths.url(paths.authorization()));
    members.put("token_endpoint", paths.url(paths.token()));
    members.put("jwks_uri", paths.url(paths.keySet()));
    members.put("device_authorization_endpoint", paths.url(paths.deviceAuthorization()));
    members.put("introspection_endpoint", paths.url(paths.introspection()));
    members.put("revocation_endpoint", paths.url(paths.revocation()));
    members.put("response_types_supported", List.of("code"));
    members.put("response_modes_supported", List.of("query"));
    members.put("code_challenge_methods_supported", List.of("S256"));
    members.put("authorization_response_iss_parameter_supported", true);
    members.put("scopes_supported", Scope.allValues());
    members.put("grant_types_supported", GrantType.allValues());
    List<String> confidential = confidentialMethods();
    List<String> any = Stream.concat(confidential.stream(), Stream.of("none")).toList();
    authentication(members, "token_endpoint", any, algorithms);
    authentication(members, "introspection_endpoint", confidential, algorithms);
    authentication(members, "revocation_endpoint", any, algorithms);
    mutualTls.ifPresent(at -> mutualTls(members, at));
    members.put("dpop_signing_alg_values_supported", algorithms);
    openId(members);
    return members;
  }

  private List<String> confidentialMethods() {
    List<String> methods = new ArrayList<>(SECRETS);
    if (mutualTls.filter(MutualTls::hasAuthorities).isPresent()) {
      methods.add("tls_client_auth");
    }
    if (mutualTls.isPresent()) {
      methods.add("self_signed_tls_client_auth");
    }
    return List.copyOf(methods);
  }

  /** RFC 8705 §3.3, §5. */
  private void mutualTls(Map<String, Object> members, MutualTls at) {
    Map<String, String> aliases = new TreeMap<>();
    paths.forClients().forEach((name, path) -> aliases.put(name, at.origin() + path));
    members.put("tls_client_certificate_bound_access_tokens", true);
    members.put("mtls_endpoint_aliases", aliases);
  }

  private void openId(Map<String, Object> members) {
    members.put("userinfo_endpoint", paths.url(paths.userInfo()));
    members.put("end_session_endpoint", paths.url(paths.endSession()));
    members.put("subject_types_supported", List.of("public"));
    members.put("id_token_signing_alg_values_supported", authority.signingAlgorithms());
    members.put("claims_supported", CLAIMS);
    members.put("prompt_values_supported", List.of("none", "login", "consent", "select_account"));
    // Absent would mean true.
    members.put("request_uri_parameter_supported", false);
  }

  private static void authentication(
      Map<String, Object> members, String endpoint, List<String> methods, List<String> algorithms) {
    members.put(endpoint + "_auth_methods_supported", methods);
    members.put(endpoint + "_auth_signing_alg_values_supported", algorithms);
  }
}

package dev.locum.authservice.oauth.metadata;

import dev.locum.authservice.oauth.grant.GrantType;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.token.Issuer;
import dev.locum.token.jose.SigningAlgorithm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metadata document (RFC 8414 §2), the same at all its places. There is no authorization
 * endpoint, so no response type is listed: an array without elements is left out (MD-2).
 */
public final class MetadataEndpoint implements Endpoint {

  private static final int SECONDS = 300;
  private static final List<String> CONFIDENTIAL =
      List.of("private_key_jwt", "client_secret_basic");
  private static final List<String> ANY = List.of("private_key_jwt", "client_secret_basic", "none");

  private final Answer answer;

  public MetadataEndpoint(Issuer issuer, Paths paths) {
    this.answer = Answer.cacheable("application/json", SECONDS, members(issuer, paths));
  }

  @Override
  public Answer answer(Request request) {
    return answer;
  }

  private static Map<String, Object> members(Issuer issuer, Paths paths) {
    List<String> algorithms =
        Arrays.stream(SigningAlgorithm.values()).map(SigningAlgorithm::joseName).toList();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", issuer.value());
    members.put("token_endpoint", paths.url(paths.token()));
    members.put("jwks_uri", paths.url(paths.keySet()));
    members.put("device_authorization_endpoint", paths.url(paths.deviceAuthorization()));
    members.put("introspection_endpoint", paths.url(paths.introspection()));
    members.put("revocation_endpoint", paths.url(paths.revocation()));
    members.put("grant_types_supported", GrantType.allValues());
    authentication(members, "token_endpoint", ANY, algorithms);
    authentication(members, "introspection_endpoint", CONFIDENTIAL, algorithms);
    authentication(members, "revocation_endpoint", ANY, algorithms);
    return members;
  }

  private static void authentication(
      Map<String, Object> members, String endpoint, List<String> methods, List<String> algorithms) {
    members.put(endpoint + "_auth_methods_supported", methods);
    members.put(endpoint + "_auth_signing_alg_values_supported", algorithms);
  }
}

package dev.locum.cli.doctor;

import dev.locum.cli.oauth.HttpAnswer;
import dev.locum.cli.oauth.IssuerHttp;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.output.JsonText;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.FederationSettings;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The login providers of the auth service, asked as it would ask them. */
final class ProviderChecks {

  private static final List<String> ENDPOINTS =
      List.of("authorization_endpoint", "token_endpoint", "jwks_uri");
  private static final String END_SESSION = "end_session_endpoint";
  private static final String SITE = "Is `site.issuer` right, and may this machine reach it?";

  private final String id;
  private final FederationSettings.Provider provider;
  private final String redirectUri;
  private final Instant now;

  private ProviderChecks(
      String id, FederationSettings.Provider provider, String redirectUri, Instant now) {
    this.id = id;
    this.provider = provider;
    this.redirectUri = redirectUri;
    this.now = now;
  }

  /** One for each provider. */
  static List<Check> all(AuthServiceSettings settings, Instant now) {
    return settings.federation().providers().entrySet().stream()
        .map(entry ->
            new ProviderChecks(
                entry.getKey(),
                entry.getValue(),
                settings.issuer() + "/login/external/" + entry.getKey(),
                now))
        .map(checks -> new Check("authService.federation.providers." + checks.id, checks::look))
        .toList();
  }

  private Finding look() {
    FederationSettings.Site site = provider.site();
    CertificateAuthority authority =
        site.transport() instanceof ClientTransport.Tls tls
            ? tls.ca()
            : CertificateAuthority.system();
    try (IssuerHttp http = new IssuerHttp(URI.create(site.issuer()), authority)) {
      HttpAnswer answer =
          http.get(
              URI.create(
                  site.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration"),
              Map.of());
      Optional<Map<String, @Nullable Object>> metadata =
          answer.isOk() ? JsonText.parseObject(answer.body()) : Optional.empty();
      return metadata
          .map(document -> metadata(document, http))
          .orElseGet(() -> Finding.bad(site.issuer() + " has no OpenID metadata", SITE));
    } catch (CliException e) {
      return Finding.bad(
          site.issuer() + " cannot be reached", SITE + " Is `tls.ca` its authority?");
    }
  }

  private Finding metadata(Map<String, @Nullable Object> metadata, IssuerHttp http) {
    String issuer = provider.site().issuer();
    if (!issuer.equals(metadata.get("issuer"))) {
      return Finding.bad(
          "the metadata at " + issuer + " names another issuer",
          "Write `site.issuer` exactly as it does, slash by slash.");
    }
    for (String name : ENDPOINTS) {
      if (!isAgreed(String.valueOf(metadata.get(name)))) {
        return Finding.bad(
            name + " is at another origin", "Add the origin to `site.alsoAt` if it is theirs.");
      }
    }
    if (provider.endSessions() && !isAgreed(String.valueOf(metadata.get(END_SESSION)))) {
      return Finding.bad(
          END_SESSION + " is absent or at another origin, and endSessions is true",
          "Add the origin to `site.alsoAt` if it is theirs, or set endSessions to false: nobody is"
              + " logged out there.");
    }
    URI token = URI.create(String.valueOf(metadata.get("token_endpoint")));
    return origin(token.toString()).equals(origin(issuer))
        ? client(http, token)
        : Finding.care(
            "metadata is right; the client was not tried, its token endpoint is elsewhere",
            "Log in once.");
  }

  /** A code that nobody issued: only a client that is proven is told that the code is wrong. */
  private Finding client(IssuerHttp http, URI token) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", "doctor");
    form.put("redirect_uri", redirectUri);
    form.put("code_verifier", "d".repeat(43));
    Map<String, String> headers = new HashMap<>();
    prove(form, headers);
    HttpAnswer answer = http.post(token, form, headers);
    Object error =
        JsonText.parseObject(answer.body()).map(body -> body.get("error")).orElse(Optional.empty());
    if ("invalid_grant".equals(error)) {
      return Finding.good("metadata and client are right; redirect URI " + redirectUri);
    }
    boolean isClient = answer.status() == 401 || "invalid_client".equals(error);
    return isClient
        ? Finding.bad(
            "the provider does not take the client " + provider.client().id(),
            "Is the client id right, and its secret, or the public key registered there?")
        : Finding.care(
            "metadata is right; the token endpoint answered " + answer.status(),
            "Log in once, and see the LOGIN event.");
  }

  private void prove(Map<String, String> form, Map<String, String> headers) {
    String client = provider.client().id();
    switch (provider.client().proof()) {
      case FederationSettings.ClientProof.SharedSecret secret -> {
        String pair = encode(client) + ":" + encode(secret.value().reveal().strip());
        headers.put(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
      }
      case FederationSettings.ClientProof.PrivateKey key -> {
        form.put("client_id", client);
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion(client, key.jwk().reveal()));
      }
    }
  }

  private String assertion(String client, String jwk) {
    SigningKey key = SigningKey.parsePrivateJwk(jwk, SecretKeyAccess.granted());
    return new JoseTokenSigner(key, CryptoProviders.choose())
        .sign(
            "JWT",
            Map.of(
                "iss",
                client,
                "sub",
                client,
                "aud",
                provider.site().issuer(),
                "jti",
                UUID.randomUUID().toString(),
                "iat",
                now.getEpochSecond(),
                "exp",
                now.getEpochSecond() + 60))
        .reveal();
  }

  private boolean isAgreed(String endpoint) {
    String origin = origin(endpoint);
    return origin.equals(origin(provider.site().issuer()))
        || provider.site().alsoAt().contains(origin);
  }

  private static String origin(String address) {
    try {
      URI uri = URI.create(address);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

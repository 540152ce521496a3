package dev.locum.authservice.bootstrap;

import dev.locum.authservice.federation.ClaimMapping;
import dev.locum.authservice.federation.OidcProvider;
import dev.locum.authservice.federation.ProviderProof;
import dev.locum.authservice.federation.ProviderTerms;
import dev.locum.grpcauthz.tls.TrustAnchors;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.FederationSettings;
import dev.locum.settings.ProviderMapping;
import dev.locum.token.Issuer;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Makes the configured login providers; none of them is asked anything yet. */
final class LoginProviders {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final CryptoProviders crypto;
  private final Clock clock;

  LoginProviders(CryptoProviders crypto, Clock clock) {
    this.crypto = crypto;
    this.clock = clock;
  }

  /**
   * The providers.
   *
   * @throws IOException if a file of certificates cannot be used
   */
  List<OidcProvider> of(FederationSettings settings) throws IOException {
    List<OidcProvider> made = new ArrayList<>();
    for (Map.Entry<String, FederationSettings.Provider> entry : settings.providers().entrySet()) {
      made.add(provider(entry.getKey(), entry.getValue()));
    }
    return made;
  }

  private OidcProvider provider(String id, FederationSettings.Provider settings)
      throws IOException {
    FederationSettings.Site site = settings.site();
    FederationSettings.Request request = settings.request();
    ProviderTerms terms =
        new ProviderTerms(
            id,
            settings.name(),
            new Issuer(site.issuer()),
            Set.copyOf(site.alsoAt()),
            settings.client().id(),
            new ProviderTerms.Asked(
                request.scopes(), request.acr(), request.amr(), request.maxAge()),
            settings.accessTokens().map(LoginProviders::accepted),
            settings.endSessions());
    Set<SigningAlgorithm> algorithms =
        site.algorithms().stream()
            .map(each -> SigningAlgorithm.ofJoseName(each.label()).orElseThrow())
            .collect(Collectors.toUnmodifiableSet());
    return new OidcProvider(
        terms,
        mapping(settings.mapping()),
        proof(settings.client().proof()),
        new OidcProvider.Reach(client(site.transport()), algorithms, clock),
        crypto);
  }

  private static ProviderTerms.Accepted accepted(FederationSettings.AccessTokens settings) {
    Set<String> types =
        switch (settings.type()) {
          // RFC 9068 §4 takes both forms of the media type.
          case AT_JWT -> Set.of("at+jwt", "application/at+jwt");
          case JWT -> Set.of("JWT");
        };
    return new ProviderTerms.Accepted(
        settings.audience(), Set.copyOf(settings.clients()), types, settings.longestLife());
  }

  private ProviderProof proof(FederationSettings.ClientProof proof) {
    return switch (proof) {
      case FederationSettings.ClientProof.PrivateKey key ->
          new ProviderProof.OwnKey(
              new JoseTokenSigner(
                  SigningKey.parsePrivateJwk(key.jwk().reveal(), SecretKeyAccess.granted()),
                  crypto),
              () -> new TokenId(UUID.randomUUID().toString()));
      case FederationSettings.ClientProof.SharedSecret secret ->
          new ProviderProof.SharedSecret(secret.value().reveal().strip());
    };
  }

  private static ClaimMapping mapping(ProviderMapping mapping) {
    ClaimMapping.TenantOf tenant =
        switch (mapping.tenant()) {
          case ProviderMapping.TenantRule.Fixed fixed ->
              new ClaimMapping.TenantOf.Everybody(new TenantId(fixed.name()));
          case ProviderMapping.TenantRule.ByClaim byClaim ->
              new ClaimMapping.TenantOf.Listed(
                  new ClaimMapping.Table<>(byClaim.claim(), tenants(byClaim.values())));
        };
    return new ClaimMapping(
        tenant,
        mapping.roles().map(table -> new ClaimMapping.Table<>(table.claim(), table.values())));
  }

  private static Map<String, TenantId> tenants(Map<String, String> values) {
    return values.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> new TenantId(entry.getValue())));
  }

  private static HttpClient client(ClientTransport transport) throws IOException {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT);
    if (transport instanceof ClientTransport.Tls tls && tls.ca().file().isPresent()) {
      client.sslContext(trusting(tls.ca().file().get()));
    }
    return client.build();
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      return TrustAnchors.context(pem);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": no usable certificate", e);
    }
  }
}

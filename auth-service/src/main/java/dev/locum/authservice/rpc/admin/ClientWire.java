package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.client.CertificateSubject;
import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.ClientId;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.client.ClientRules;
import dev.locum.authservice.client.RedirectUri;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.rpc.Wire;
import dev.locum.protocol.admin.v1.PrivateKeyJwt;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.SecretBasic;
import dev.locum.protocol.admin.v1.TlsClientAuth;
import dev.locum.token.TenantId;
import dev.locum.token.jose.VerificationKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Clients between wire and domain. The domain types check the forms. */
final class ClientWire {

  private ClientWire() {}

  static Client client(dev.locum.protocol.admin.v1.Client wire) {
    ClientMethod method = method(wire);
    Set<UserGrant> grants =
        all("client.grants", wire.getGrantsList(), UserGrant::of, UserGrant.allValues());
    Set<Scope> scopes = all("client.scopes", wire.getScopesList(), Scope::of, Scope.allValues());
    return Wire.value(
        "client",
        () ->
            new Client(
                new ClientId(wire.getId()),
                wire.getName(),
                Wire.optional(wire.getTenant(), TenantId::new),
                method,
                new ClientRules(
                    wire.getRedirectUrisList().stream().map(RedirectUri::new).toList(),
                    wire.getPostLogoutRedirectUrisList().stream().map(RedirectUri::new).toList(),
                    grants,
                    scopes,
                    wire.getFirstParty())));
  }

  private static <T> Set<T> all(
      String field, List<String> names, Function<String, Optional<T>> of, List<String> known) {
    return names.stream()
        .map(name ->
            of.apply(name)
                .orElseThrow(() -> Wire.invalid(field + ": expected " + String.join(", ", known))))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How a client proves itself must be said: nobody becomes a public client by leaving it out. */
  private static ClientMethod method(dev.locum.protocol.admin.v1.Client wire) {
    return switch (wire.getAuthenticationCase()) {
      case PUBLIC -> new ClientMethod.None();
      case SECRET_BASIC -> new ClientMethod.SecretBasic();
      case PRIVATE_KEY_JWT ->
          Wire.value(
              "client.private_key_jwt",
              () ->
                  new ClientMethod.PrivateKeyJwt(
                      wire.getPrivateKeyJwt().getPublicKeysList().stream()
                          .map(VerificationKey::parse)
                          .toList()));
      case TLS_CLIENT_AUTH ->
          throw Wire.invalid("client.tls_client_auth: not served yet (no client could use it)");
      case AUTHENTICATION_NOT_SET ->
          throw Wire.invalid(
              "client.authentication: expected public, secret_basic or private_key_jwt");
    };
  }

  static dev.locum.protocol.admin.v1.Client toWire(Client client) {
    ClientRules rules = client.rules();
    dev.locum.protocol.admin.v1.Client.Builder wire =
        dev.locum.protocol.admin.v1.Client.newBuilder()
            .setId(client.id().value())
            .setName(client.name())
            .setTenant(client.tenant().map(TenantId::value).orElse(""))
            .addAllRedirectUris(rules.redirectUris().stream().map(RedirectUri::value).toList())
            .addAllPostLogoutRedirectUris(
                rules.logoutUris().stream().map(RedirectUri::value).toList())
            .addAllGrants(rules.grants().stream().map(UserGrant::value).sorted().toList())
            .addAllScopes(rules.scopes().stream().map(Scope::value).sorted().toList())
            .setFirstParty(rules.isFirstParty());
    switch (client.method()) {
      case ClientMethod.None none -> wire.setPublic(PublicClient.getDefaultInstance());
      case ClientMethod.SecretBasic secret -> wire.setSecretBasic(SecretBasic.getDefaultInstance());
      case ClientMethod.PrivateKeyJwt key ->
          wire.setPrivateKeyJwt(
              PrivateKeyJwt.newBuilder()
                  .addAllPublicKeys(key.keys().stream().map(VerificationKey::toJwk).toList()));
      case ClientMethod.TlsClientAuth tls -> wire.setTlsClientAuth(toWire(tls.subject()));
    }
    return wire.build();
  }

  private static TlsClientAuth toWire(CertificateSubject subject) {
    return switch (subject.kind()) {
      case SAN_DNS -> TlsClientAuth.newBuilder().setSanDns(subject.value()).build();
      case SAN_URI -> TlsClientAuth.newBuilder().setSanUri(subject.value()).build();
    };
  }
}

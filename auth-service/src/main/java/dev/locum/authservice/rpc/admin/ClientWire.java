package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.client.CertificateSubject;
import dev.locum.authservice.client.CertificateSubject.Kind;
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
import dev.locum.protocol.admin.v1.SelfSignedTlsClientAuth;
import dev.locum.protocol.admin.v1.TlsClientAuth;
import dev.locum.token.TenantId;
import dev.locum.token.jose.VerificationKey;
import dev.locum.token.proof.CertificateThumbprint;
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
                    wire.getFirstParty(),
                    wire.getCertificateBoundAccessTokens())));
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
          Wire.value(
              "client.tls_client_auth",
              () -> new ClientMethod.TlsClientAuth(subject(wire.getTlsClientAuth())));
      case SELF_SIGNED_TLS_CLIENT_AUTH ->
          Wire.value(
              "client.self_signed_tls_client_auth",
              () ->
                  new ClientMethod.SelfSigned(
                      wire.getSelfSignedTlsClientAuth().getCertificateThumbprintsList().stream()
                          .map(CertificateThumbprint::new)
                          .toList()));
      case AUTHENTICATION_NOT_SET ->
          throw Wire.invalid(
              "client.authentication: expected public, secret_basic, private_key_jwt,"
                  + " tls_client_auth or self_signed_tls_client_auth");
    };
  }

  private static CertificateSubject subject(TlsClientAuth wire) {
    return switch (wire.getSubjectCase()) {
      case SUBJECT_DN -> new CertificateSubject(Kind.SUBJECT_DN, wire.getSubjectDn());
      case SAN_DNS -> new CertificateSubject(Kind.SAN_DNS, wire.getSanDns());
      case SAN_URI -> new CertificateSubject(Kind.SAN_URI, wire.getSanUri());
      case SAN_IP -> new CertificateSubject(Kind.SAN_IP, wire.getSanIp());
      case SAN_EMAIL -> new CertificateSubject(Kind.SAN_EMAIL, wire.getSanEmail());
      case SUBJECT_NOT_SET ->
          throw new IllegalArgumentException("subject: absent (expected: exactly one)");
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
            .setFirstParty(rules.isFirstParty())
            .setCertificateBoundAccessTokens(rules.hasBoundTokens());
    switch (client.method()) {
      case ClientMethod.None none -> wire.setPublic(PublicClient.getDefaultInstance());
      case ClientMethod.SecretBasic secret -> wire.setSecretBasic(SecretBasic.getDefaultInstance());
      case ClientMethod.PrivateKeyJwt key ->
          wire.setPrivateKeyJwt(
              PrivateKeyJwt.newBuilder()
                  .addAllPublicKeys(key.keys().stream().map(VerificationKey::toJwk).toList()));
      case ClientMethod.TlsClientAuth tls -> wire.setTlsClientAuth(toWire(tls.subject()));
      case ClientMethod.SelfSigned self ->
          wire.setSelfSignedTlsClientAuth(
              SelfSignedTlsClientAuth.newBuilder()
                  .addAllCertificateThumbprints(
                      self.certificates().stream().map(CertificateThumbprint::value).toList()));
    }
    return wire.build();
  }

  private static TlsClientAuth toWire(CertificateSubject subject) {
    return switch (subject.kind()) {
      case SUBJECT_DN -> TlsClientAuth.newBuilder().setSubjectDn(subject.value()).build();
      case SAN_DNS -> TlsClientAuth.newBuilder().setSanDns(subject.value()).build();
      case SAN_URI -> TlsClientAuth.newBuilder().setSanUri(subject.value()).build();
      case SAN_IP -> TlsClientAuth.newBuilder().setSanIp(subject.value()).build();
      case SAN_EMAIL -> TlsClientAuth.newBuilder().setSanEmail(subject.value()).build();
    };
  }
}

package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.PrivateKeyJwt;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.SecretBasic;
import dev.locum.protocol.admin.v1.SelfSignedTlsClientAuth;
import dev.locum.protocol.admin.v1.TlsClientAuth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a client is to be. */
final class ClientOptions {

  /** How a client gets tokens. */
  enum Grant {
    CODE("authorization_code"),
    REFRESH("refresh_token"),
    DEVICE("urn:ietf:params:oauth:grant-type:device_code");

    private final String value;

    Grant(String value) {
      this.value = value;
    }
  }

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "What users read when they are asked.")
  private String name = "";

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      defaultValue = "",
      description = "Only its users may log in through it; it never changes.")
  private String tenant = "";

  @Option(names = "--all-tenants", description = "Users of every tenant may log in through it.")
  private boolean isForAllTenants;

  @Option(
      names = "--public",
      description = "It runs where it can keep no secret, such as on the user's machine.")
  private boolean isPublic;

  @Option(
      names = "--secret",
      description = "It has a secret, which `locum client rotate-secret` makes.")
  private boolean hasSecret;

  @Mixin private PublicKeyOptions publicKeys = new PublicKeyOptions();

  @Mixin private CertificateOptions certificates = new CertificateOptions();

  @Option(
      names = "--certificate-name",
      paramLabel = "KIND=NAME",
      description =
          "The one name that its certificate has, from an authority that the auth service trusts:"
              + " subject-dn (such as CN=shop,O=Example), dns, uri, ip or email.")
  private String certificateName = "";

  @Option(
      names = "--certificate-bound-tokens",
      description =
          "Its access tokens are bound to the client certificate of the connection on which it asks"
              + " for them; without one it gets none.")
  private boolean hasBoundTokens;

  @Option(
      names = "--redirect-uri",
      paramLabel = "URI",
      description = "Where browsers may be sent, compared exactly; may be repeated.")
  private List<String> redirectUris = new ArrayList<>();

  @Option(
      names = "--post-logout-redirect-uri",
      paramLabel = "URI",
      description = "Where browsers may be sent after a logout, compared exactly; may be repeated.")
  private List<String> logoutUris = new ArrayList<>();

  @Option(
      names = "--grant",
      paramLabel = "GRANT",
      description = "code, refresh or device; may be repeated.")
  private List<Grant> grants = new ArrayList<>();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "openid, profile or work; may be repeated.")
  private List<String> scopes = new ArrayList<>();

  @Option(
      names = "--first-party",
      description = "It is yours: users are not asked before it gets tokens.")
  private boolean isFirstParty;

  /** The client; whose it is and how it proves itself must each be said in exactly one way. */
  Client client(String id, SecretInput input) {
    if (tenant.isEmpty() != isForAllTenants) {
      throw CliException.usage("expected exactly one of --tenant and --all-tenants");
    }
    Client.Builder client =
        Client.newBuilder()
            .setId(id)
            .setName(name)
            .setTenant(tenant)
            .addAllRedirectUris(redirectUris)
            .addAllPostLogoutRedirectUris(logoutUris)
            .addAllGrants(grants.stream().map(grant -> grant.value).toList())
            .addAllScopes(scopes)
            .setFirstParty(isFirstParty)
            .setCertificateBoundAccessTokens(hasBoundTokens);
    setMethod(client, input);
    return client.build();
  }

  private void setMethod(Client.Builder client, SecretInput input) {
    long ways =
        Stream.of(
                isPublic,
                hasSecret,
                publicKeys.isGiven(),
                certificates.isGiven(),
                !certificateName.isEmpty())
            .filter(isGiven -> isGiven)
            .count();
    if (ways != 1) {
      throw CliException.usage(
          "expected exactly one of --public, --secret, --public-key, --certificate and"
              + " --certificate-name");
    }
    if (isPublic) {
      client.setPublic(PublicClient.getDefaultInstance());
    } else if (hasSecret) {
      client.setSecretBasic(SecretBasic.getDefaultInstance());
    } else if (publicKeys.isGiven()) {
      client.setPrivateKeyJwt(PrivateKeyJwt.newBuilder().addAllPublicKeys(publicKeys.read(input)));
    } else if (certificates.isGiven()) {
      client.setSelfSignedTlsClientAuth(
          SelfSignedTlsClientAuth.newBuilder()
              .addAllCertificateThumbprints(certificates.thumbprints(input)));
    } else {
      client.setTlsClientAuth(tlsClientAuth());
    }
  }

  private TlsClientAuth tlsClientAuth() {
    int equals = certificateName.indexOf('=');
    String kind = equals < 0 ? "" : certificateName.substring(0, equals);
    String name = certificateName.substring(equals + 1);
    TlsClientAuth.Builder subject = TlsClientAuth.newBuilder();
    return switch (kind) {
      case "subject-dn" -> subject.setSubjectDn(name).build();
      case "dns" -> subject.setSanDns(name).build();
      case "uri" -> subject.setSanUri(name).build();
      case "ip" -> subject.setSanIp(name).build();
      case "email" -> subject.setSanEmail(name).build();
      default ->
          throw CliException.usage(
              "--certificate-name: of another form (expected: KIND=NAME, KIND one of subject-dn,"
                  + " dns, uri, ip and email)");
    };
  }
}

package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.PrivateKeyJwt;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.SecretBasic;
import dev.locum.token.jose.VerificationKey;
import java.util.ArrayList;
import java.util.List;
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
      description = "Only its users may log in through it; it never changes. Default: all users.")
  private String tenant = "";

  @Option(
      names = "--public",
      description = "It runs where it can keep no secret, such as on the user's machine.")
  private boolean isPublic;

  @Option(
      names = "--secret",
      description = "It has a secret, which `locum client rotate-secret` makes.")
  private boolean hasSecret;

  @Option(
      names = "--public-key",
      paramLabel = "SOURCE",
      description =
          "file:PATH of a public key (JWK) by which it proves itself, such as `locum workload"
              + " make-key` writes; may be repeated.")
  private List<String> publicKeys = new ArrayList<>();

  @Option(
      names = "--redirect-uri",
      paramLabel = "URI",
      description = "Where browsers may be sent, compared exactly; may be repeated.")
  private List<String> redirectUris = new ArrayList<>();

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

  /** The client; how it proves itself must be said in exactly one way. */
  Client client(String id, SecretInput input) {
    Client.Builder client =
        Client.newBuilder()
            .setId(id)
            .setName(name)
            .setTenant(tenant)
            .addAllRedirectUris(redirectUris)
            .addAllGrants(grants.stream().map(grant -> grant.value).toList())
            .addAllScopes(scopes)
            .setFirstParty(isFirstParty);
    int ways = (isPublic ? 1 : 0) + (hasSecret ? 1 : 0) + (publicKeys.isEmpty() ? 0 : 1);
    if (ways != 1) {
      throw CliException.usage("expected exactly one of --public, --secret and --public-key");
    }
    if (isPublic) {
      client.setPublic(PublicClient.getDefaultInstance());
    } else if (hasSecret) {
      client.setSecretBasic(SecretBasic.getDefaultInstance());
    } else {
      client.setPrivateKeyJwt(
          PrivateKeyJwt.newBuilder()
              .addAllPublicKeys(
                  publicKeys.stream()
                      .map(source -> publicKey(input.read("--public-key", source)))
                      .toList()));
    }
    return client.build();
  }

  /** A private key that is given by mistake stays here. */
  private static String publicKey(String jwk) {
    try {
      return VerificationKey.parse(jwk).toJwk();
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "--public-key: not a public JWK; nothing of it was sent (expected: RFC 7517, the public"
              + " half alone)");
    }
  }
}

package dev.locum.cli.operator;

import com.google.protobuf.Duration;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.GetClientRequest;
import dev.locum.protocol.admin.v1.ListClientsRequest;
import dev.locum.protocol.admin.v1.PutClientRequest;
import dev.locum.protocol.admin.v1.RemoveClientRequest;
import dev.locum.protocol.admin.v1.RotateSecretRequest;
import dev.locum.protocol.admin.v1.TlsClientAuth;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum client}. */
@Command(name = "client", description = "Administer applications that users log in through.")
public final class ClientCommand extends Group {

  private static final Table<Client> TABLE =
      Table.of(
          List.of(
              Column.of("CLIENT", Client::getId),
              Column.of("NAME", Client::getName),
              Column.of("TENANT", Client::getTenant),
              Column.of("PROVES ITSELF BY", ClientCommand::authentication),
              Column.of("SCOPES", client -> joined(client.getScopesList()))));

  private ClientCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new ClientCommand(context));
  }

  @Command(name = "list", description = "List clients.")
  int list(
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              defaultValue = "",
              description = "Only those of this tenant. Default: all.")
          String tenant) {
    context
        .output()
        .list(
            context
                .clients()
                .listClients(ListClientsRequest.newBuilder().setTenant(tenant).build())
                .getClientsList(),
            TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a client.")
  int show(@Parameters(paramLabel = "CLIENT", description = "Its id.") String id) {
    return print(
        context.clients().getClient(GetClientRequest.newBuilder().setId(id).build()).getClient());
  }

  @Command(
      name = "put",
      description =
          "Register a client, or replace it as a whole; its secrets stay as long as it proves"
              + " itself by one.")
  int put(
      @Parameters(paramLabel = "CLIENT", description = "Its id, which never changes.") String id,
      @Mixin ClientOptions options) {
    return print(
        context
            .clients()
            .putClient(
                PutClientRequest.newBuilder()
                    .setClient(options.client(id, new SecretInput(context.terminal())))
                    .build())
            .getClient());
  }

  @Command(
      name = "rotate-secret",
      description =
          "Give a client a new secret, the first one too, and write it into a file for its owner"
              + " alone.")
  int rotateSecret(
      @Parameters(paramLabel = "CLIENT", description = "Its id.") String id,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FILE",
              description = "Where the secret is written; it must not be there.")
          Path file,
      @Option(
              names = "--overlap",
              paramLabel = "TIME",
              defaultValue = "0s",
              description =
                  "How long the former secret still counts, at most 24h. Default:"
                      + " ${DEFAULT-VALUE}.")
          java.time.Duration overlap) {
    SecretFile.fill(
        file,
        () ->
            context
                .clients()
                .rotateSecret(
                    RotateSecretRequest.newBuilder()
                        .setId(id)
                        .setOverlap(Duration.newBuilder().setSeconds(overlap.toSeconds()))
                        .build())
                .getSecret());
    return done("client " + id + ": secret in " + file);
  }

  @Command(
      name = "remove",
      description = "Remove a client; every session that began through it ends at once.")
  int remove(@Parameters(paramLabel = "CLIENT", description = "Its id.") String id) {
    long ended =
        context
            .clients()
            .removeClient(RemoveClientRequest.newBuilder().setId(id).build())
            .getEndedSessions();
    return done("client " + id + ": removed, " + ended + " sessions ended");
  }

  private int print(Client client) {
    context
        .output()
        .item(
            client,
            fields ->
                fields
                    .add("client", client.getId())
                    .add("name", client.getName())
                    .add("tenant", client.getTenant())
                    .add("proves itself by", authentication(client))
                    .add("redirect URIs", joined(client.getRedirectUrisList()))
                    .add("grants", joined(client.getGrantsList()))
                    .add("scopes", joined(client.getScopesList()))
                    .add("first party", client.getFirstParty() ? "yes" : "no")
                    .add("public keys", joined(client.getPrivateKeyJwt().getPublicKeysList()))
                    .add(
                        "certificates",
                        joined(client.getSelfSignedTlsClientAuth().getCertificateThumbprintsList()))
                    .add(
                        "certificate-bound tokens",
                        client.getCertificateBoundAccessTokens() ? "yes" : "no"));
    return ExitCode.OK.code();
  }

  private static String subject(TlsClientAuth certificate) {
    return switch (certificate.getSubjectCase()) {
      case SUBJECT_DN -> "subject-dn=" + certificate.getSubjectDn();
      case SAN_DNS -> "dns=" + certificate.getSanDns();
      case SAN_URI -> "uri=" + certificate.getSanUri();
      case SAN_IP -> "ip=" + certificate.getSanIp();
      case SAN_EMAIL -> "email=" + certificate.getSanEmail();
      case SUBJECT_NOT_SET -> "";
    };
  }

  private static String authentication(Client client) {
    return switch (client.getAuthenticationCase()) {
      case PUBLIC -> "none (public)";
      case SECRET_BASIC -> "client_secret_basic";
      case PRIVATE_KEY_JWT -> "private_key_jwt";
      case TLS_CLIENT_AUTH ->
          "tls_client_auth " + Printable.orDash(subject(client.getTlsClientAuth()));
      case SELF_SIGNED_TLS_CLIENT_AUTH -> "self_signed_tls_client_auth";
      case AUTHENTICATION_NOT_SET -> Printable.orDash("");
    };
  }
}

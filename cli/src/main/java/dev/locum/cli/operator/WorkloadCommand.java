package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.RemoveWorkloadRequest;
import dev.locum.protocol.admin.v1.RevokeApiKeysRequest;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum workload}. */
@Command(name = "workload", description = "Administer workloads and their credentials.")
public final class WorkloadCommand extends Group {

  private static final Table<Workload> TABLE =
      Table.of(
          List.of(
              Column.of("WORKLOAD", Workload::getId),
              Column.of("KIND", workload -> Printable.constant(workload.getKind())),
              Column.of("TENANT", Workload::getTenant),
              state(Workload::getDisabled),
              Column.of("QUEUES", WorkloadCommand::queues)));

  private WorkloadCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new WorkloadCommand(context));
  }

  @Command(name = "list", description = "List workloads.")
  int list(
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              defaultValue = "",
              description = "Only those of this tenant. Default: all.")
          String tenant) {
    context.output().list(workloads(tenant), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a workload.")
  int show(
      @Parameters(paramLabel = "WORKLOAD", description = "Its id.") String id,
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              defaultValue = "",
              description = "Whose it is; the operator of one tenant names it. Default: anybody's.")
          String tenant) {
    return print(find("workload " + id, workloads(tenant), each -> each.getId().equals(id)));
  }

  @Command(
      name = "put",
      description =
          "Register a workload, or replace it as a whole but for its API keys; one that is there"
              + " stays disabled or not.")
  int put(
      @Parameters(paramLabel = "WORKLOAD", description = "Its id, which never changes.") String id,
      @Mixin WorkloadOptions options) {
    return print(
        context
            .administration()
            .putWorkload(
                PutWorkloadRequest.newBuilder()
                    .setWorkload(options.workload(id, new SecretInput(context.terminal())))
                    .setKeepState(true)
                    .build())
            .getWorkload());
  }

  @Command(
      name = "make-key",
      description =
          "Make a key pair for private_key_jwt on this machine: the private half goes into FILE,"
              + " for its owner alone, the public half into FILE.pub for `--public-key`.")
  int makeKey(
      @Parameters(paramLabel = "FILE", description = "Where to; it must not be there.") Path file) {
    Path published = file.resolveSibling(file.getFileName() + ".pub");
    if (Files.exists(file) || Files.exists(published)) {
      throw CliException.usage(file + ": is there already (expected: a new file)");
    }
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    SecretFile.writeNew(file, key.revealPrivateJwk(SecretKeyAccess.granted()));
    SecretFile.writeNew(published, key.verificationKey().toJwk());
    return done(file + ": private key; " + published + ": public key");
  }

  @Command(
      name = "issue-key",
      description = "Add an API key, and write it into a file for its owner alone.")
  int issueKey(
      @Parameters(paramLabel = "WORKLOAD", description = "Its id.") String id,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FILE",
              description = "Where the key is written; it must not be there.")
          Path file) {
    SecretFile.fill(
        file,
        () ->
            context
                .administration()
                .issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId(id).build())
                .getApiKey());
    return done("workload " + id + ": API key in " + file);
  }

  @Command(name = "revoke-keys", description = "Revoke every API key of a workload.")
  int revokeKeys(@Parameters(paramLabel = "WORKLOAD", description = "Its id.") String id) {
    int revoked =
        context
            .administration()
            .revokeApiKeys(RevokeApiKeysRequest.newBuilder().setWorkloadId(id).build())
            .getRevoked();
    return done("workload " + id + ": " + revoked + " API keys revoked");
  }

  @Command(name = "disable", description = "Let none of a workload's credentials count any more.")
  int disable(@Parameters(paramLabel = "WORKLOAD", description = "Its id.") String id) {
    return setDisabled("workload " + id, SetDisabledRequest.newBuilder().setWorkloadId(id), true);
  }

  @Command(name = "enable", description = "Let a disabled workload act again.")
  int enable(@Parameters(paramLabel = "WORKLOAD", description = "Its id.") String id) {
    return setDisabled("workload " + id, SetDisabledRequest.newBuilder().setWorkloadId(id), false);
  }

  @Command(
      name = "remove",
      description = "Remove a workload that nothing needs, with its credentials.")
  int remove(@Parameters(paramLabel = "WORKLOAD", description = "Its id.") String id) {
    context
        .administration()
        .removeWorkload(RemoveWorkloadRequest.newBuilder().setWorkloadId(id).build());
    return done("workload " + id + ": removed");
  }

  private List<Workload> workloads(String tenant) {
    return context
        .administration()
        .listWorkloads(ListWorkloadsRequest.newBuilder().setTenant(tenant).build())
        .getWorkloadsList();
  }

  private int print(Workload workload) {
    context
        .output()
        .item(
            workload,
            fields ->
                fields
                    .add("workload", workload.getId())
                    .add("kind", Printable.constant(workload.getKind()))
                    .add("tenant", workload.getTenant())
                    .add("state", state(workload.getDisabled()))
                    .add("queues", queues(workload))
                    .add("starts work", workload.getStartsWork() ? "yes" : "")
                    .add("downstream", workload.getDownstream())
                    .add(
                        "administrator roles",
                        joined(
                            workload.getAdministratorRolesList().stream()
                                .map(Printable::constant)
                                .toList()))
                    .add("service audiences", joined(workload.getServiceAudiencesList()))
                    .add("public keys", joined(workload.getPublicKeysList()))
                    .add("certificates", joined(workload.getCertificateThumbprintsList()))
                    .add("SPIFFE ids", joined(workload.getSpiffeIdsList())));
    return ExitCode.OK.code();
  }

  private static String queues(Workload workload) {
    return joined(workload.getTaskQueuesList().stream().map(WorkloadCommand::queue).toList());
  }

  private static String queue(TaskQueueRef queue) {
    return queue.getNamespace() + "/" + queue.getTaskQueue();
  }
}

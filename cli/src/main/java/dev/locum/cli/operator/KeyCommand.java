package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.ListKeysRequest;
import dev.locum.protocol.admin.v1.RevokeKeyRequest;
import dev.locum.protocol.admin.v1.RewrapKeysRequest;
import dev.locum.protocol.admin.v1.RotateKeyRequest;
import dev.locum.protocol.admin.v1.SigningKey;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum key}. */
@Command(name = "key", description = "Administer the auth service's signing keys.")
public final class KeyCommand extends Group {

  private static final Table<SigningKey> TABLE =
      Table.of(
          List.of(
              Column.of("KEY", SigningKey::getKeyId),
              Column.of("ALGORITHM", SigningKey::getAlgorithm),
              Column.<SigningKey>of("CURRENT", key -> key.getCurrent() ? "yes" : "no")
                  .styled(key -> key.getCurrent() ? Style.GOOD : Style.PLAIN),
              Column.of("MADE", key -> Printable.time(key.getCreatedAt())),
              Column.of("SIGNS FROM", key -> Printable.time(key.getActivatesAt())),
              Column.of("VERIFIES UNTIL", key -> Printable.time(key.getRetiresAt()))));

  private KeyCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new KeyCommand(context));
  }

  @Command(name = "list", description = "List the keys that verify now or will sign soon.")
  int list() {
    context.output().list(keys(), TABLE);
    return ExitCode.OK.code();
  }

  @Command(
      name = "rotate",
      description = "Let a new key sign; the former stays published until its tokens have expired.")
  int rotate(
      @Option(
              names = "--algorithm",
              paramLabel = "NAME",
              defaultValue = "ES256",
              description = "ES256, Ed25519 or RS256. Default: ${DEFAULT-VALUE}.")
          String algorithm) {
    SigningKey key =
        context
            .administration()
            .rotateKey(RotateKeyRequest.newBuilder().setAlgorithm(algorithm).build())
            .getKey();
    context.output().list(List.of(key), TABLE);
    return ExitCode.OK.code();
  }

  @Command(
      name = "revoke",
      description =
          "Revoke a key in an emergency: whatever it signed counts no more, and another key signs.")
  int revoke(@Parameters(paramLabel = "KEY", description = "Its id.") String id) {
    List<SigningKey> left =
        context
            .administration()
            .revokeKey(RevokeKeyRequest.newBuilder().setKeyId(id).build())
            .getKeysList();
    context.output().list(left, TABLE);
    return ExitCode.OK.code();
  }

  @Command(
      name = "rewrap",
      description =
          "Seal every key anew under the present key-encryption key; afterwards no former one is"
              + " needed.")
  int rewrap() {
    int count =
        context.administration().rewrapKeys(RewrapKeysRequest.getDefaultInstance()).getRewrapped();
    return done(count + " keys are sealed under the present key-encryption key");
  }

  private List<SigningKey> keys() {
    return context.administration().listKeys(ListKeysRequest.getDefaultInstance()).getKeysList();
  }
}

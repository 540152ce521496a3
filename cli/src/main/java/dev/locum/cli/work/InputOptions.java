package dev.locum.cli.work;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.output.JsonText;
import dev.locum.cli.terminal.Terminal;
import dev.locum.protocol.trigger.v1.Data;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Arguments for a workflow, signal or query, in the order in which they are given. */
final class InputOptions {

  private static final String STDIN = "-";
  private static final int MAX_BYTES = 2 * 1024 * 1024;

  @Option(
      names = "--input",
      paramLabel = "JSON",
      description =
          "One argument as JSON; may repeat. Others on this machine can see it while the command"
              + " runs: use --input-file for what is confidential.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--input-file",
      paramLabel = "FILE",
      description =
          "One argument as JSON from a file, or - for standard input; after those of --input.")
  private List<String> files = new ArrayList<>();

  /**
   * The arguments.
   *
   * @throws CliException {@code USAGE} if one is not JSON; the message does not repeat it
   */
  List<Data> read(Terminal terminal) {
    List<Data> data = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      data.add(json("--input " + (i + 1), inputs.get(i)));
    }
    for (String file : files) {
      data.add(json("--input-file " + file, readFile(terminal, file)));
    }
    return data;
  }

  private static Data json(String what, String text) {
    if (!JsonText.isJson(text)) {
      throw CliException.usage(
          what + ": not JSON (expected: one JSON value; a text needs its quotes: '\"text\"')");
    }
    return Data.newBuilder().setJson(text.strip()).build();
  }

  private static String readFile(Terminal terminal, String file) {
    try {
      byte[] read =
          file.equals(STDIN)
              ? terminal.streams().in().readNBytes(MAX_BYTES + 1)
              : readBounded(Path.of(file));
      if (read.length > MAX_BYTES) {
        throw CliException.usage("--input-file " + file + ": too large (expected: at most 2 MiB)");
      }
      return new String(read, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.usage("--input-file " + file + ": cannot be read");
    }
  }

  private static byte[] readBounded(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }
}

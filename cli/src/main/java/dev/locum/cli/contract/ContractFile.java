package dev.locum.cli.contract;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.report.ContractReport;
import dev.locum.grpcauthz.contract.report.ContractText;
import dev.locum.grpcauthz.contract.report.DescriptorSetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads contracts from files. */
final class ContractFile {

  /** Sets of large APIs have a few megabytes; more is another kind of file. */
  private static final long MAX_BYTES = 256L * 1024 * 1024;

  private ContractFile() {}

  /** The report of descriptor sets, together. */
  static ContractReport report(List<Path> files) {
    List<byte[]> sets = new ArrayList<>();
    for (Path file : files) {
      sets.add(read(file));
    }
    try {
      return ContractReport.ofDescriptorSets(sets);
    } catch (DescriptorSetException e) {
      throw CliException.usage(names(files) + ": " + e.getMessage());
    } catch (ContractException e) {
      throw contradictory(names(files), e);
    }
  }

  /** The contracts of a descriptor set, or of a text that was kept. */
  static List<MethodContract> contracts(Path file) {
    byte[] bytes = read(file);
    if (!ContractText.isText(bytes)) {
      return report(List.of(file)).methods();
    }
    try {
      return ContractText.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (ContractException e) {
      throw CliException.usage(file + ": " + e.getMessage());
    }
  }

  private static byte[] read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw CliException.usage(file + ": too large (expected: a descriptor set)");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CliException.usage(file + ": cannot be read");
    }
  }

  private static CliException contradictory(String files, ContractException problems) {
    return new CliException(
        ExitCode.CHECK_FAILED,
        files + ": " + String.join(System.lineSeparator(), problems.problems()),
        "A server with this contract does not start.");
  }

  private static String names(List<Path> files) {
    return String.join(", ", files.stream().map(Path::toString).toList());
  }
}

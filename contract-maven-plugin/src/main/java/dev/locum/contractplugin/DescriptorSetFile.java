package dev.locum.contractplugin;

import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.report.ContractReport;
import dev.locum.grpcauthz.contract.report.DescriptorSetException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/** Reads the descriptor set of a build. */
final class DescriptorSetFile {

  private DescriptorSetFile() {}

  /**
   * The report of it.
   *
   * @throws MojoExecutionException if it cannot be read
   * @throws MojoFailureException if a contract contradicts itself
   */
  static ContractReport report(File file) throws MojoExecutionException, MojoFailureException {
    try {
      return ContractReport.ofDescriptorSets(List.of(read(file)));
    } catch (DescriptorSetException e) {
      throw new MojoExecutionException(file + ": " + e.getMessage(), e);
    } catch (ContractException e) {
      throw new MojoFailureException(String.join(System.lineSeparator(), e.problems()), e);
    }
  }

  private static byte[] read(File file) throws MojoExecutionException {
    try {
      return Files.readAllBytes(file.toPath());
    } catch (IOException e) {
      throw new MojoExecutionException(
          file + ": cannot be read (expected: protoc --descriptor_set_out --include_imports)", e);
    }
  }
}

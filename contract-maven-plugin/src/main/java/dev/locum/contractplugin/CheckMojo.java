package dev.locum.contractplugin;

import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.report.ContractDiff;
import dev.locum.grpcauthz.contract.report.ContractDiff.Change;
import dev.locum.grpcauthz.contract.report.ContractReport;
import dev.locum.grpcauthz.contract.report.ContractText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Compares the contract of the build with the baseline that was reviewed, and fails on any
 * difference: on one that lets more callers in, and on any other because a baseline that is behind
 * would hide the next one. {@code -Dlocum.contract.baseline=write} moves the baseline; its change
 * is what a reviewer sees and accepts.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends AbstractMojo {

  private static final String WRITE = "write";

  /** What {@code protoc --descriptor_set_out --include_imports} wrote. */
  @Parameter(defaultValue = "${project.build.directory}/contract.binpb", required = true)
  private File descriptorSet = new File("contract.binpb");

  /** The text that is kept beside the sources. */
  @Parameter(defaultValue = "${project.basedir}/contract.txt", required = true)
  private File baseline = new File("contract.txt");

  /** {@code write} moves the baseline instead of comparing with it. */
  @Parameter(property = "locum.contract.baseline")
  private String mode = "";

  /** One check; Maven sets what it works on. */
  public CheckMojo() {}

  static CheckMojo of(File descriptorSet, File baseline, String mode) {
    CheckMojo check = new CheckMojo();
    check.descriptorSet = descriptorSet;
    check.baseline = baseline;
    check.mode = mode;
    return check;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    ContractReport report = DescriptorSetFile.report(descriptorSet);
    if (WRITE.equals(mode)) {
      write(ContractText.write(report.methods()));
    } else {
      compare(reviewed(), report.methods());
    }
  }

  private void compare(List<MethodContract> reviewed, List<MethodContract> now)
      throws MojoFailureException {
    ContractDiff diff = ContractDiff.between(reviewed, now);
    if (!diff.changes().isEmpty()) {
      throw new MojoFailureException(
          diff.changes().stream()
              .map(CheckMojo::line)
              .collect(
                  Collectors.joining(
                      System.lineSeparator(),
                      (diff.exposures().isEmpty()
                              ? "the contract is not what was reviewed:"
                              : "a method lets in more callers than was reviewed:")
                          + System.lineSeparator(),
                      System.lineSeparator()
                          + "If it is meant: -Dlocum.contract.baseline=write, and commit "
                          + baseline)));
    }
  }

  private List<MethodContract> reviewed() throws MojoExecutionException {
    try {
      return ContractText.parse(Files.readString(baseline.toPath()));
    } catch (IOException e) {
      throw new MojoExecutionException(
          baseline + ": cannot be read (the first one: -Dlocum.contract.baseline=write)", e);
    } catch (ContractException e) {
      throw new MojoExecutionException(baseline + ": " + e.getMessage(), e);
    }
  }

  private void write(String text) throws MojoExecutionException {
    Path file = baseline.toPath().toAbsolutePath();
    try {
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new MojoExecutionException(baseline + ": cannot be written", e);
    }
    getLog().info("wrote " + baseline);
  }

  private static String line(Change change) {
    return "  "
        + change.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + "  "
        + change.method()
        + "  "
        + terms(change.before())
        + " -> "
        + terms(change.after());
  }

  private static String terms(Optional<MethodContract> contract) {
    return contract.map(ContractText::terms).orElse("(none)");
  }
}

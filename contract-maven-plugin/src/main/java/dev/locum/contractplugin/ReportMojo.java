package dev.locum.contractplugin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.locum.grpcauthz.contract.report.ContractJson;
import dev.locum.grpcauthz.contract.report.ContractReport;
import dev.locum.grpcauthz.contract.report.ContractText;
import dev.locum.grpcauthz.contract.report.Finding;
import dev.locum.grpcauthz.contract.report.OpenApiOverlay;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes who may call what: {@code contract.txt}, {@code contract.json} and the OpenAPI overlay
 * {@code contract-overlay.json}. What an author should look at is logged.
 */
@Mojo(name = "report", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class ReportMojo extends AbstractMojo {

  private static final JsonFactory JSON = new JsonFactory();

  /** What {@code protoc --descriptor_set_out --include_imports} wrote. */
  @Parameter(defaultValue = "${project.build.directory}/contract.binpb", required = true)
  private File descriptorSet = new File("contract.binpb");

  /** Where the report is written. */
  @Parameter(defaultValue = "${project.build.directory}/contract", required = true)
  private File outputDirectory = new File("contract");

  /** The version that the overlay names. */
  @Parameter(defaultValue = "${project.version}", required = true)
  private String version = "";

  /** Whether a warning fails the build. */
  @Parameter(property = "locum.contract.strict", defaultValue = "false")
  private boolean strict;

  /** One report; Maven sets what it works on. */
  public ReportMojo() {}

  static ReportMojo of(File descriptorSet, File outputDirectory, boolean strict) {
    ReportMojo report = new ReportMojo();
    report.descriptorSet = descriptorSet;
    report.outputDirectory = outputDirectory;
    report.version = "1";
    report.strict = strict;
    return report;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    ContractReport report = DescriptorSetFile.report(descriptorSet);
    try {
      write(report, Files.createDirectories(outputDirectory.toPath()));
    } catch (IOException e) {
      throw new MojoExecutionException(outputDirectory + ": cannot be written", e);
    }
    report.findings().forEach(this::log);
    if (strict && report.hasWarnings()) {
      throw new MojoFailureException("the contract has warnings, and they are errors here");
    }
  }

  private void write(ContractReport report, Path directory) throws IOException {
    Files.writeString(directory.resolve("contract.txt"), ContractText.write(report.methods()));
    write(directory.resolve("contract.json"), json -> ContractJson.write(json, report));
    write(
        directory.resolve("contract-overlay.json"),
        json -> OpenApiOverlay.write(json, report, version));
  }

  private static void write(Path file, Json value) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JsonGenerator json = JSON.createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      value.writeTo(json);
    }
  }

  private void log(Finding finding) {
    String line = finding.subject() + ": " + finding.message();
    if (finding.kind().level() == Finding.Level.WARNING) {
      getLog().warn(line);
    } else {
      getLog().info(line);
    }
  }

  private interface Json {
    void writeTo(JsonGenerator json) throws IOException;
  }
}

package dev.locum.contractplugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.EmptyProto;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goals, on descriptor sets as protoc writes them. */
class GoalsTest {

  private static final MethodAuth INTERNAL = MethodAuth.newBuilder().setInternal(true).build();
  private static final MethodAuth PUBLIC = MethodAuth.newBuilder().setPublic(true).build();

  @TempDir private Path directory;

  /** S4-48: the build of a service is a gate of its contract. */
  @Test
  void check_methodMoreExposed_failsUntilTheBaselineIsMoved() throws Exception {
    check(INTERNAL, "write");
    check(INTERNAL, "");

    assertThatThrownBy(() -> check(PUBLIC, ""))
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining("more callers than was reviewed")
        .hasMessageContaining("made.Made/Call  internal -> public")
        .hasMessageContaining("-Dlocum.contract.baseline=write");

    check(PUBLIC, "write");
    check(PUBLIC, "");
    assertThat(directory.resolve("kept/contract.txt"))
        .hasContent("# locum contract 1\nmade.Made/Call public\n");
  }

  /** A baseline that is behind would hide the way back. */
  @Test
  void check_methodNarrowed_failsAsNotReviewed() throws Exception {
    check(PUBLIC, "write");

    assertThatThrownBy(() -> check(INTERNAL, ""))
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining("not what was reviewed");
  }

  @Test
  void check_withoutBaselineOrDescriptorSet_saysWhatToDo() throws IOException {
    assertThatThrownBy(() -> check(INTERNAL, ""))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("-Dlocum.contract.baseline=write");
    assertThatThrownBy(
            () -> CheckMojo.of(directory.resolve("none").toFile(), baseline(), "").execute())
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("--include_imports");
    Path text = Files.writeString(directory.resolve("a.proto"), "syntax = \"proto3\";");
    assertThatThrownBy(() -> CheckMojo.of(text.toFile(), baseline(), "").execute())
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("not a descriptor set");
  }

  @Test
  void report_ofAContract_writesItsThreeForms() throws Exception {
    Path out = directory.resolve("out");

    ReportMojo.of(set(PUBLIC), out.toFile(), true).execute();

    assertThat(out.resolve("contract.txt")).content().contains("made.Made/Call public");
    assertThat(out.resolve("contract.json")).content().contains("\"posture\" : \"public\"");
    assertThat(out.resolve("contract-overlay.json")).content().contains("\"overlay\" : \"1.0.0\"");
  }

  @Test
  void report_strict_failsOnAWarning() throws IOException {
    File set = set(MethodAuth.getDefaultInstance());
    File out = directory.resolve("out").toFile();

    assertThatThrownBy(() -> ReportMojo.of(set, out, true).execute())
        .isInstanceOf(MojoFailureException.class);
  }

  private void check(MethodAuth auth, String mode) throws Exception {
    CheckMojo.of(set(auth), baseline(), mode).execute();
  }

  private File baseline() {
    return directory.resolve("kept/contract.txt").toFile();
  }

  private File set(MethodAuth auth) throws IOException {
    FileDescriptorSet set =
        FileDescriptorSet.newBuilder()
            .addFile(EmptyProto.getDescriptor().getFile().toProto())
            .addFile(
                FileDescriptorProto.newBuilder()
                    .setName("made.proto")
                    .setPackage("made")
                    .addDependency(EmptyProto.getDescriptor().getFile().getName())
                    .addService(
                        ServiceDescriptorProto.newBuilder()
                            .setName("Made")
                            .addMethod(
                                MethodDescriptorProto.newBuilder()
                                    .setName("Call")
                                    .setInputType(".google.protobuf.Empty")
                                    .setOutputType(".google.protobuf.Empty")
                                    .setOptions(
                                        MethodOptions.newBuilder()
                                            .setExtension(OptionsProto.methodAuth, auth)))))
            .build();
    return Files.write(directory.resolve("set.binpb"), set.toByteArray()).toFile();
  }
}

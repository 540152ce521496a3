package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.TextFormat;
import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.output.JsonText;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum contract}; it needs neither profile nor server. */
@Timeout(60)
final class ContractTest {

  private final CliFixture cli;
  private final Path home;

  ContractTest(@TempDir Path home) {
    this.home = home;
    this.cli = new CliFixture(home.resolve("none"));
  }

  @AfterEach
  void close() {
    cli.close();
  }

  /** S4-07: public and internal are two things to whoever reads the report. */
  @Test
  void report_ofADescriptorSet_printsEachMethodWithItsPosture() throws IOException {
    String set =
        set(
            "a",
            "public: true",
            "internal: true requires {roles: 'worker'}",
            "policy: 'allow'",
            "");

    Outcome table = cli.run("contract", "report", set);

    assertThat(table.exit()).isZero();
    assertThat(table.out().lines())
        .anySatisfy(line -> assertThat(line).matches("made.Made/M0 +public .*everybody"))
        .anySatisfy(line -> assertThat(line).matches("made.Made/M1 +internal +worker .*"))
        .anySatisfy(
            line -> assertThat(line).matches("made.Made/M2 +gated .*every authenticated caller"))
        .anySatisfy(line -> assertThat(line).matches("made.Made/M3 +gated .*nobody"));
    assertThat(table.err())
        .contains("note: made.Made/M0: open to the world", "warning: made.Made/M3: nobody");
    assertThat(cli.run("contract", "report", "--strict", set).exit()).isEqualTo(8);
  }

  @Test
  void report_asJson_isOneObject() throws IOException {
    Map<String, ?> report =
        cli.run("contract", "report", "-o", "json", set("a", "public: true")).json();

    assertThat(report.get("methods")).asString().contains("method=made.Made/M0", "posture=public");
    assertThat(report.get("findings")).asString().contains("kind=public_method", "level=note");
  }

  @Test
  void report_asOverlayOrBaseline_isThatAlone() throws IOException {
    String set = set("a", "internal: true");

    assertThat(cli.run("contract", "report", "--baseline", set).out())
        .isEqualTo("# locum contract 1\nmade.Made/M0 internal\n");
    assertThat(cli.run("contract", "report", "--openapi", set).json())
        .containsEntry("overlay", "1.0.0");
    assertThat(cli.run("contract", "report", "--openapi", "--baseline", set).exit()).isEqualTo(2);
  }

  @Test
  void report_whatCannotBeReported_saysWhatToDo() throws IOException {
    Path text = Files.writeString(home.resolve("a.proto"), "syntax = \"proto3\";\n");
    Path empty = Files.createFile(home.resolve("empty"));

    for (String file : List.of(text.toString(), empty.toString())) {
      Outcome refused = cli.run("contract", "report", file);
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("protoc --descriptor_set_out=FILE --include_imports");
    }
    assertThat(cli.run("contract", "report", home.resolve("absent").toString()).exit())
        .isEqualTo(2);
    assertThat(cli.run("contract", "report", home.toString()).exit()).isEqualTo(2);
  }

  /** H4: what a server would not start with has no report. */
  @Test
  void report_contradictoryContract_endsWithEight() throws IOException {
    Outcome refused = cli.run("contract", "report", set("a", "public: true internal: true"));

    assertThat(refused.exit()).isEqualTo(8);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("made.Made/M0: public and internal", "does not start");
  }

  /** S4-48: a method that was taken out of the public may not come back unseen. */
  @Test
  void diff_methodMoreExposed_endsWithEightUnlessAccepted() throws IOException {
    String internal = set("old", "internal: true", "internal: true");
    String open = set("new", "public: true", "internal: true");

    Outcome exposed = cli.run("contract", "diff", internal, open);

    assertThat(exposed.exit()).isEqualTo(8);
    assertThat(exposed.out()).containsPattern("exposed +made.Made/M0 +internal +public");
    assertThat(exposed.out()).doesNotContain("M1");
    Outcome accepted = cli.run("contract", "diff", internal, open, "--accept", "made.Made/M0");
    assertThat(accepted.exit()).isZero();
    assertThat(accepted.out()).contains("exposed (accepted)");
    assertThat(cli.run("contract", "diff", open, internal).exit()).isZero();
    assertThat(cli.run("contract", "diff", open, internal).out()).contains("narrowed");
    assertThat(cli.run("contract", "diff", internal, open, "--accept", "made.Made/M1").exit())
        .isEqualTo(8);
  }

  @Test
  void diff_withABaseline_readsTheText() throws IOException {
    String set = set("new", "internal: true", "public: true");
    Path baseline = home.resolve("contract.txt");
    Files.writeString(baseline, "# locum contract 1\nmade.Made/M0 internal\n");

    Outcome added = cli.run("contract", "diff", "-o", "json", baseline.toString(), set);

    assertThat(added.exit()).isEqualTo(8);
    assertThat(JsonText.parseObject(added.out()).orElseThrow().get("changes"))
        .asString()
        .contains("change=added_open", "exposure=true", "accepted=false", "before=null");
    Files.writeString(baseline, "# locum contract 1\nmade.Made/M0 hidden\n");
    assertThat(cli.run("contract", "diff", baseline.toString(), set).exit()).isEqualTo(2);
    assertThat(cli.run("contract", "diff", set, set).err()).contains("nothing changed");
  }

  private String set(String name, String... methods) throws IOException {
    ServiceDescriptorProto.Builder made = ServiceDescriptorProto.newBuilder().setName("Made");
    for (String method : methods) {
      MethodAuth.Builder auth = MethodAuth.newBuilder();
      TextFormat.merge(method, auth);
      made.addMethod(
          MethodDescriptorProto.newBuilder()
              .setName("M" + made.getMethodCount())
              .setInputType(".google.protobuf.Empty")
              .setOutputType(".google.protobuf.Empty")
              .setOptions(
                  MethodOptions.newBuilder().setExtension(OptionsProto.methodAuth, auth.build())));
    }
    FileDescriptorSet set =
        FileDescriptorSet.newBuilder()
            .addFile(EmptyProto.getDescriptor().getFile().toProto())
            .addFile(
                FileDescriptorProto.newBuilder()
                    .setName("made.proto")
                    .setPackage("made")
                    .addDependency(EmptyProto.getDescriptor().getFile().getName())
                    .addService(made))
            .build();
    return Files.write(home.resolve(name + ".binpb"), set.toByteArray()).toString();
  }
}

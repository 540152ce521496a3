package dev.locum.grpcauthz.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.EmptyProto;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.ContractResolver;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.report.Finding.Kind;
import dev.locum.grpcauthz.test.v1.Shop;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reports of descriptor sets, and what cannot be reported. */
class ContractReportTest {

  /** S4-07: exactly one posture each, from the resolver that the interceptors use. */
  @Test
  void report_ofADescriptorSet_saysWhatServersDo() {
    ContractReport report = Contracts.report(Contracts.shop());

    assertThat(report.methods())
        .containsExactlyInAnyOrderElementsOf(
            ContractResolver.resolve(Shop.getDescriptor().getServices().get(0)));
    assertThat(report.methods()).extracting(MethodContract::method).doesNotHaveDuplicates();
  }

  /** S4-07: internal and public are different things to a reviewer, and a change is seen. */
  @Test
  void report_postureChanged_changes() {
    String before =
        ContractText.write(Contracts.report(Contracts.made("", "public: true")).methods());
    String after =
        ContractText.write(Contracts.report(Contracts.made("", "internal: true")).methods());

    assertThat(before).contains("made.Made/M0 public").doesNotContain("internal");
    assertThat(after).contains("made.Made/M0 internal").doesNotContain("public");
  }

  /** S4-10: two markers; setting one does not set the other. */
  @Test
  void report_oneMarker_isNotTheOther() {
    assertThat(Contracts.report(Contracts.made("", "internal: true", "public: true")).methods())
        .extracting(MethodContract::posture)
        .containsExactly(Posture.INTERNAL, Posture.PUBLIC);
    assertThat(Contracts.report(Contracts.made("public: true", "public: false")).methods())
        .extracting(MethodContract::posture)
        .containsExactly(Posture.GATED);
  }

  /** The writer of the set need not know our options. */
  @Test
  void report_optionsAsUnknownFields_areRead() throws Exception {
    FileDescriptorSet stranger =
        FileDescriptorSet.parseFrom(Contracts.made("internal: true", "").toByteArray());
    assertThat(stranger.getFile(1).getService(0).getOptions().getUnknownFields().asMap())
        .isNotEmpty();

    assertThat(Contracts.report(stranger).methods())
        .extracting(MethodContract::posture)
        .containsExactly(Posture.INTERNAL);
  }

  @Test
  void report_withoutOptions_isGatedAndUnreachable() {
    ContractReport report = Contracts.report(Contracts.made("", ""));

    assertThat(report.methods()).extracting(MethodContract::posture).containsExactly(Posture.GATED);
    assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.UNREACHABLE);
    assertThat(report.hasWarnings()).isTrue();
  }

  /** S4-44, S4-48: what might be internal is listed; whether it is, only its author knows. */
  @Test
  void findings_publicMethods_areCandidatesForInternal() {
    ContractReport report = Contracts.report(Contracts.made("public: true", "", "internal: true"));

    assertThat(report.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.PUBLIC_SERVICE, Kind.PUBLIC_METHOD);
    assertThat(report.findings().get(1).subject()).isEqualTo("made.Made/M0");
    assertThat(Contracts.report(Contracts.made("internal: true", "")).findings()).isEmpty();
  }

  /** H7. */
  @Test
  void findings_policies_areLookedAt() {
    assertThat(
            Contracts.report(
                    Contracts.made(
                        "default_policy: 'allow'", "policy: 'deny' requires {roles: 'a'}"))
                .findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.ALLOW_BY_DEFAULT, Kind.RESOLVER);
    assertThat(Contracts.report(Contracts.made("", "policy: 'ALLOW'")).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.UNREACHABLE, Kind.RESOLVER);
  }

  /** S4-14, H4: all contradictions of all services at once; there is no report of them. */
  @Test
  void report_contradictions_areAllToldTogether() {
    FileDescriptorSet both =
        Contracts.made("", "public: true internal: true", "public: true requires {roles: 'a'}");

    assertThatThrownBy(() -> Contracts.report(both))
        .isInstanceOfSatisfying(
            ContractException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .anyMatch(problem -> problem.contains("made.Made/M0"))
                    .anyMatch(problem -> problem.contains("made.Made/M1")));
  }

  @Test
  void read_whatIsNoDescriptorSet_saysWhatIsExpected() {
    refused(new byte[0], "not a descriptor set");
    refused("syntax = \"proto3\";".getBytes(StandardCharsets.UTF_8), "not a descriptor set");
    refused("{\"file\": []}".getBytes(StandardCharsets.UTF_8), "not a descriptor set");
    refused(
        FileDescriptorSet.newBuilder()
            .addFile(FileDescriptorProto.newBuilder().setName("a.proto"))
            .build()
            .toByteArray(),
        "no service");
  }

  @Test
  void read_withoutImports_namesTheOption() {
    FileDescriptorSet alone =
        FileDescriptorSet.newBuilder().addFile(Contracts.made("", "").getFile(1)).build();

    refused(alone.toByteArray(), "--include_imports");
  }

  @Test
  void read_fileTwice_isRefused() {
    FileDescriptorSet twice =
        Contracts.made("", "").toBuilder()
            .addFile(EmptyProto.getDescriptor().getFile().toProto())
            .build();

    refused(twice.toByteArray(), "twice");
  }

  @Test
  void report_ofSeveralSets_joinsThemAndRefusesTwoVersions() {
    byte[] shop = Contracts.shop().toByteArray();
    byte[] made = Contracts.made("internal: true", "").toByteArray();
    byte[] other = Contracts.made("public: true", "").toByteArray();

    assertThat(ContractReport.ofDescriptorSets(List.of(shop, made, shop)).methods())
        .hasSize(Contracts.report(Contracts.shop()).methods().size() + 1);
    assertThatThrownBy(() -> ContractReport.ofDescriptorSets(List.of(made, other)))
        .isInstanceOf(DescriptorSetException.class)
        .hasMessageContaining("made.Made: two that differ");
  }

  /** Input is not trusted: it is reported or refused, whatever it is. */
  @Test
  void read_damagedSets_areReportedOrRefused() {
    byte[] intact = Contracts.shop().toByteArray();
    Random random = new Random(4);
    int refusals = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = intact.clone();
      int edits = 1 + random.nextInt(3);
      for (int edit = 0; edit < edits; edit++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(ContractReport.ofDescriptorSets(List.of(damaged)).methods()).isNotNull();
      } catch (DescriptorSetException | ContractException e) {
        refusals++;
      }
    }
    assertThat(refusals).isPositive();
  }

  @Test
  void json_ofTheShop_hasItsMembers() {
    ContractReport report =
        Contracts.report(Contracts.made("", "internal: true requires{roles:'r'}"));

    assertThat(json(json -> ContractJson.write(json, report)))
        .isEqualTo(
            "{\"methods\":[{\"method\":\"made.Made/M0\",\"posture\":\"internal\",\"requires\":"
                + "{\"roles\":[\"r\"],\"scopes\":[]},\"policy\":null}],\"findings\":[]}");
  }

  @Test
  void overlay_ofEachPosture_saysWhoMayCall() {
    ContractReport report =
        Contracts.report(
            Contracts.made("", "public: true", "internal: true", "requires {scopes: 's'}"));

    assertThat(json(json -> OpenApiOverlay.write(json, report, "7")))
        .startsWith(
            "{\"overlay\":\"1.0.0\",\"info\":{\"title\":\"Who may call what\",\"version\":\"7\"}")
        .contains(
            "{\"target\":\"$.paths['/made.Made/M0'].post\",\"update\":{\"security\":[],"
                + "\"x-locum-posture\":\"public\",\"x-locum-requires\":null}}",
            "[{\"locumService\":[]}],\"x-locum-posture\":\"internal\"",
            "[{\"locumCaller\":[\"s\"]}],\"x-locum-posture\":\"gated\"");
  }

  private static void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> ContractReport.ofDescriptorSets(List.of(bytes)))
        .isInstanceOf(DescriptorSetException.class)
        .hasMessageContaining(message);
  }

  private static String json(Value value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      value.writeTo(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return text.toString();
  }

  private interface Value {
    void writeTo(JsonGenerator json) throws IOException;
  }
}

package dev.locum.protocol.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TextFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants one violation for each rule and sees that exactly that rule is reported. */
class CompatibilityTest {

  /** A protocol in protobuf's text form, small enough that a planted change is one edit of it. */
  private static final String BASE =
      """
      name: "a.proto" package: "locum.a.v1" syntax: "proto3"
      message_type {
        name: "Grant"
        field { name: "id" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING json_name: "id" }
        field { name: "life" number: 2 label: LABEL_OPTIONAL type: TYPE_INT64 json_name: "life" }
        reserved_range { start: 5 end: 8 }
        reserved_name: "secret"
        nested_type { name: "Inner" }
      }
      message_type { name: "Lonely" }
      enum_type {
        name: "State"
        value { name: "STATE_UNSPECIFIED" number: 0 }
        value { name: "STATE_OPEN" number: 1 }
        reserved_range { start: 7 end: 7 }
      }
      enum_type { name: "Alone" value { name: "ALONE_UNSPECIFIED" number: 0 } }
      service {
        name: "Grants"
        method { name: "Get" input_type: ".locum.a.v1.Grant" output_type: ".locum.a.v1.Grant" }
        method { name: "End" input_type: ".locum.a.v1.Grant" output_type: ".locum.a.v1.Grant" }
      }
      service { name: "Others" }
      """;

  private static final String LIFE =
      "field { name: \"life\" number: 2 label: LABEL_OPTIONAL type: TYPE_INT64 json_name: \"life\""
          + " }";

  private static final Map<Rule, UnaryOperator<String>> PLANTED = planted();

  private static Map<Rule, UnaryOperator<String>> planted() {
    Map<Rule, UnaryOperator<String>> edits = new EnumMap<>(Rule.class);
    edits.put(Rule.PACKAGE_REMOVED, edit("package: \"locum.a.v1\"", "package: \"locum.b.v1\""));
    edits.put(Rule.MESSAGE_REMOVED, edit("message_type { name: \"Lonely\" }", ""));
    edits.put(
        Rule.ENUM_REMOVED,
        edit("enum_type { name: \"Alone\" value { name: \"ALONE_UNSPECIFIED\" number: 0 } }", ""));
    edits.put(Rule.SERVICE_REMOVED, edit("service { name: \"Others\" }", ""));
    edits.put(Rule.RPC_REMOVED, edit("method { name: \"End\"", "method { name: \"Stop\""));
    edits.put(
        Rule.RPC_RETYPED,
        edit("method { name: \"Get\"", "method { server_streaming: true name: \"Get\""));
    edits.put(
        Rule.FIELD_REMOVED,
        edit("field { name: \"life\" number: 2", "field { name: \"span\" number: 3"));
    edits.put(Rule.FIELD_RENAMED, edit("field { name: \"life\"", "field { name: \"span\""));
    edits.put(Rule.FIELD_RENUMBERED, edit("name: \"life\" number: 2", "name: \"life\" number: 3"));
    edits.put(Rule.FIELD_RETYPED, edit("TYPE_INT64", "TYPE_INT32"));
    edits.put(
        Rule.ENUM_VALUE_REMOVED,
        edit("value { name: \"STATE_OPEN\" number: 1", "value { name: \"STATE_NEW\" number: 2"));
    edits.put(Rule.ENUM_VALUE_RENAMED, edit("STATE_OPEN", "STATE_ACTIVE"));
    edits.put(
        Rule.ENUM_VALUE_RENUMBERED, edit("\"STATE_OPEN\" number: 1", "\"STATE_OPEN\" number: 2"));
    edits.put(
        Rule.RESERVATION_REMOVED,
        edit("reserved_range { start: 5 end: 8 }", "reserved_range { start: 5 end: 7 }"));
    return edits;
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void violations_plantedChange_areReported(Rule rule) {
    UnaryOperator<String> change = PLANTED.getOrDefault(rule, UnaryOperator.identity());

    List<Violation> violations = Compatibility.violations(parse(BASE), parse(change.apply(BASE)));

    assertThat(violations).extracting(Violation::rule).contains(rule);
    if (rule != Rule.PACKAGE_REMOVED) {
      assertThat(violations).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: LABEL_REPEATED type: TYPE_INT64 json_name: \"life\"",
        "label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: \".locum.a.v1.Grant\" json_name:"
            + " \"life\"",
        "label: LABEL_OPTIONAL type: TYPE_INT64 json_name: \"ttl\"",
        "label: LABEL_OPTIONAL type: TYPE_INT64 json_name: \"life\" proto3_optional: true",
      })
  void violations_fieldOfAnotherShape_areReported(String shape) {
    String after =
        BASE.replace("label: LABEL_OPTIONAL type: TYPE_INT64 json_name: \"life\"", shape);

    assertThat(Compatibility.violations(parse(BASE), parse(after)))
        .extracting(Violation::rule)
        .containsExactly(Rule.FIELD_RETYPED);
  }

  @Test
  void violations_nestedTypeRemoved_areReported() {
    String after = BASE.replace("nested_type { name: \"Inner\" }", "");

    assertThat(Compatibility.violations(parse(BASE), parse(after)))
        .extracting(Violation::element)
        .containsExactly("locum.a.v1.Grant.Inner");
  }

  @Test
  void violations_removedFieldWithOnlyItsNumberReserved_areReported() {
    String after = BASE.replace(LIFE, "reserved_range { start: 2 end: 3 }");

    assertThat(Compatibility.violations(parse(BASE), parse(after)))
        .extracting(Violation::rule)
        .containsExactly(Rule.FIELD_REMOVED);
  }

  @Test
  void violations_removedFieldWithNumberAndNameReserved_areNone() {
    String after = BASE.replace(LIFE, "reserved_range { start: 2 end: 3 } reserved_name: \"life\"");

    assertThat(Compatibility.violations(parse(BASE), parse(after))).isEmpty();
  }

  @Test
  void violations_reservationSplitOrWidened_areNone() {
    String after =
        BASE.replace(
            "reserved_range { start: 5 end: 8 }",
            "reserved_range { start: 7 end: 9 } reserved_range { start: 5 end: 7 }");

    assertThat(Compatibility.violations(parse(BASE), parse(after))).isEmpty();
  }

  @Test
  void violations_additions_areNone() {
    String after =
        BASE.replace(LIFE, LIFE + "field { name: \"more\" number: 9 label: LABEL_OPTIONAL }")
            + "message_type { name: \"Added\" } service { name: \"AddedService\" }";

    assertThat(Compatibility.violations(parse(BASE), parse(after))).isEmpty();
  }

  private static UnaryOperator<String> edit(String found, String replacement) {
    assertThat(BASE).contains(found);
    return text -> text.replace(found, replacement);
  }

  private static FileDescriptorSet parse(String text) {
    try {
      return FileDescriptorSet.newBuilder()
          .addFile(TextFormat.parse(text, FileDescriptorProto.class))
          .build();
    } catch (TextFormat.ParseException e) {
      throw new AssertionError("the planted protocol does not parse", e);
    }
  }
}

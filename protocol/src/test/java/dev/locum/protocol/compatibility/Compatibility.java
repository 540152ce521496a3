package dev.locum.protocol.compatibility;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares a protocol with an older one and lists every change that would break a user of it. */
final class Compatibility {

  private final List<Violation> violations = new ArrayList<>();

  private Compatibility() {}

  /** All incompatible changes from {@code before} to {@code after}; empty when there are none. */
  static List<Violation> violations(FileDescriptorSet before, FileDescriptorSet after) {
    Compatibility comparison = new Compatibility();
    comparison.compare(Schema.of(before), Schema.of(after));
    return List.copyOf(comparison.violations);
  }

  private void compare(Schema before, Schema after) {
    for (String name : before.packages()) {
      if (!after.packages().contains(name)) {
        report(Rule.PACKAGE_REMOVED, name, "no file declares it");
      }
    }
    compareAll(Rule.MESSAGE_REMOVED, before.messages(), after.messages(), this::compareMessage);
    compareAll(Rule.ENUM_REMOVED, before.enums(), after.enums(), this::compareEnum);
    compareAll(Rule.SERVICE_REMOVED, before.services(), after.services(), this::compareService);
  }

  private <T> void compareAll(
      Rule removal, Map<String, T> before, Map<String, T> after, Comparison<T> comparison) {
    before.forEach((name, old) -> {
      T kept = after.get(name);
      if (kept == null) {
        report(removal, name, "gone");
      } else {
        comparison.compare(name, old, kept);
      }
    });
  }

  private void compareMessage(String name, DescriptorProto before, DescriptorProto after) {
    Members members = Members.of(after);
    for (FieldDescriptorProto old : before.getFieldList()) {
      String element = name + "." + old.getName();
      compareMember(
          new MemberRules(Rule.FIELD_REMOVED, Rule.FIELD_RENAMED, Rule.FIELD_RENUMBERED),
          element,
          new Member(old.getName(), old.getNumber()),
          members);
      after.getFieldList().stream()
          .filter(field -> field.getNumber() == old.getNumber())
          .filter(field -> field.getName().equals(old.getName()))
          .forEach(field -> compareField(element, shape(before, old), shape(after, field)));
    }
    compareReservations(name, Members.of(before), members);
  }

  private void compareField(String element, String before, String after) {
    if (!before.equals(after)) {
      report(Rule.FIELD_RETYPED, element, before + " became " + after);
    }
  }

  /**
   * Everything about a field that a reader of its bytes, its JSON or its generated code relies on.
   */
  private static String shape(DescriptorProto message, FieldDescriptorProto field) {
    String oneof =
        field.hasOneofIndex() ? message.getOneofDecl(field.getOneofIndex()).getName() : "none";
    return "%s %s%s, presence %s, oneof %s, json %s"
        .formatted(
            field.getLabel(),
            field.getType(),
            field.getTypeName(),
            field.getProto3Optional(),
            oneof,
            field.getJsonName());
  }

  private void compareEnum(String name, EnumDescriptorProto before, EnumDescriptorProto after) {
    Members members = Members.of(after);
    for (EnumValueDescriptorProto old : before.getValueList()) {
      compareMember(
          new MemberRules(
              Rule.ENUM_VALUE_REMOVED, Rule.ENUM_VALUE_RENAMED, Rule.ENUM_VALUE_RENUMBERED),
          name + "." + old.getName(),
          new Member(old.getName(), old.getNumber()),
          members);
    }
    compareReservations(name, Members.of(before), members);
  }

  private void compareMember(MemberRules rules, String element, Member old, Members now) {
    if (now.holds(old)) {
      return;
    }
    if (now.hasName(old.name())) {
      report(rules.renumbered(), element, "was number " + old.number());
    } else if (now.hasNumber(old.number())) {
      report(rules.renamed(), element, "number " + old.number() + " has another name");
    } else if (!now.reserves(old)) {
      report(rules.removed(), element, "number " + old.number() + " or the name is not reserved");
    }
  }

  private void compareReservations(String name, Members before, Members after) {
    for (String reserved : before.reservedNames()) {
      if (!after.reservedNames().contains(reserved)) {
        report(Rule.RESERVATION_REMOVED, name, "name " + reserved);
      }
    }
    for (NumberRange reserved : before.reservedNumbers()) {
      if (!after.reservesAll(reserved)) {
        report(Rule.RESERVATION_REMOVED, name, "numbers " + reserved);
      }
    }
  }

  private void compareService(
      String name, ServiceDescriptorProto before, ServiceDescriptorProto after) {
    for (MethodDescriptorProto old : before.getMethodList()) {
      String element = name + "." + old.getName();
      Optional<MethodDescriptorProto> kept =
          after.getMethodList().stream()
              .filter(method -> method.getName().equals(old.getName()))
              .findAny();
      if (kept.isEmpty()) {
        report(Rule.RPC_REMOVED, element, "gone");
      } else if (!signature(old).equals(signature(kept.get()))) {
        report(Rule.RPC_RETYPED, element, signature(old) + " became " + signature(kept.get()));
      }
    }
  }

  private static String signature(MethodDescriptorProto method) {
    return "(%s%s) returns (%s%s)"
        .formatted(
            method.getClientStreaming() ? "stream " : "",
            method.getInputType(),
            method.getServerStreaming() ? "stream " : "",
            method.getOutputType());
  }

  private void report(Rule rule, String element, String detail) {
    violations.add(new Violation(rule, element, detail));
  }

  @FunctionalInterface
  private interface Comparison<T> {
    void compare(String name, T before, T after);
  }

  private record MemberRules(Rule removed, Rule renamed, Rule renumbered) {}
}

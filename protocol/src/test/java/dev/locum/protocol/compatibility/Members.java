package dev.locum.protocol.compatibility;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import java.util.List;
import java.util.Set;

/** The fields of a message or the values of an enum, and what is reserved there. */
record Members(List<Member> all, Set<String> reservedNames, List<NumberRange> reservedNumbers) {

  static Members of(DescriptorProto message) {
    return new Members(
        message.getFieldList().stream()
            .map(field -> new Member(field.getName(), field.getNumber()))
            .toList(),
        Set.copyOf(message.getReservedNameList()),
        // The end of a message's reserved range is exclusive, that of an enum's is inclusive.
        message.getReservedRangeList().stream()
            .map(range -> new NumberRange(range.getStart(), range.getEnd() - 1))
            .toList());
  }

  static Members of(EnumDescriptorProto type) {
    return new Members(
        type.getValueList().stream()
            .map(value -> new Member(value.getName(), value.getNumber()))
            .toList(),
        Set.copyOf(type.getReservedNameList()),
        type.getReservedRangeList().stream()
            .map(range -> new NumberRange(range.getStart(), range.getEnd()))
            .toList());
  }

  boolean holds(Member member) {
    return all.contains(member);
  }

  boolean hasName(String name) {
    return all.stream().anyMatch(member -> member.name().equals(name));
  }

  boolean hasNumber(int number) {
    return all.stream().anyMatch(member -> member.number() == number);
  }

  /** Whether neither the number nor the name of a member that is gone can be used again. */
  boolean reserves(Member gone) {
    return reservedNames.contains(gone.name())
        && reservedNumbers.stream().anyMatch(range -> range.contains(gone.number()));
  }

  /** Whether the whole range is still reserved, in one piece or in several. */
  boolean reservesAll(NumberRange old) {
    long next = old.first();
    for (NumberRange range :
        reservedNumbers.stream().sorted((a, b) -> Integer.compare(a.first(), b.first())).toList()) {
      if (range.first() <= next && next <= range.last()) {
        next = range.last() + 1L;
      }
    }
    return next > old.last();
  }
}

package dev.locum.gateway.visibility;

import java.util.List;

/** Writes a filter; every part of a composite condition that is one itself is in parentheses. */
final class FilterPrinter {

  private final StringBuilder out = new StringBuilder();

  private FilterPrinter() {}

  static String print(ListFilter filter) {
    FilterPrinter printer = new FilterPrinter();
    filter.where().ifPresent(printer::condition);
    printer.clause("GROUP BY", filter.groupBy().stream().map(FilterPrinter::name).toList());
    printer.clause(
        "ORDER BY",
        filter.orderBy().stream()
            .map(order -> name(order.attribute()) + (order.isDescending() ? " DESC" : " ASC"))
            .toList());
    return printer.out.toString();
  }

  private void condition(Condition condition) {
    switch (condition) {
      case Condition.And(List<Condition> parts) -> join(parts, " AND ");
      case Condition.Or(List<Condition> parts) -> join(parts, " OR ");
      case Condition.Not(Condition part) -> {
        out.append("NOT ");
        nested(part);
      }
      case Condition.Comparison(String attribute, String operator, Literal value) -> {
        out.append(name(attribute)).append(' ').append(operator).append(' ');
        literal(value);
      }
      case Condition.In(String attribute, boolean negated, List<Literal> values) -> {
        out.append(name(attribute)).append(negated ? " NOT IN (" : " IN (");
        list(values);
        out.append(')');
      }
      case Condition.Between(String attribute, boolean negated, Literal low, Literal high) -> {
        out.append(name(attribute)).append(negated ? " NOT BETWEEN " : " BETWEEN ");
        literal(low);
        out.append(" AND ");
        literal(high);
      }
      case Condition.StartsWith(String attribute, boolean negated, Literal prefix) -> {
        out.append(name(attribute)).append(negated ? " NOT STARTS_WITH " : " STARTS_WITH ");
        literal(prefix);
      }
      case Condition.IsNull(String attribute, boolean negated) ->
          out.append(name(attribute)).append(negated ? " IS NOT NULL" : " IS NULL");
    }
  }

  private void join(List<Condition> parts, String between) {
    for (int i = 0; i < parts.size(); i++) {
      out.append(i == 0 ? "" : between);
      nested(parts.get(i));
    }
  }

  private void nested(Condition part) {
    boolean isComposite =
        part instanceof Condition.And
            || part instanceof Condition.Or
            || part instanceof Condition.Not;
    out.append(isComposite ? "(" : "");
    condition(part);
    out.append(isComposite ? ")" : "");
  }

  private void list(List<Literal> values) {
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      literal(values.get(i));
    }
  }

  private void literal(Literal literal) {
    switch (literal) {
      case Literal.Text(String value) ->
          out.append('\'').append(value.replace("'", "''")).append('\'');
      case Literal.Numeral(String digits) -> out.append(digits);
      case Literal.Truth(boolean value) -> out.append(value);
    }
  }

  private void clause(String keyword, List<String> written) {
    if (!written.isEmpty()) {
      out.append(out.isEmpty() ? "" : " ").append(keyword).append(' ');
      out.append(String.join(", ", written));
    }
  }

  private static String name(String attribute) {
    return FilterParser.isBareName(attribute) ? attribute : "`" + attribute + "`";
  }
}

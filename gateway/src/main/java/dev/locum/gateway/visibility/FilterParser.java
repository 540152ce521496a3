package dev.locum.gateway.visibility;

import dev.locum.gateway.visibility.FilterLexer.Kind;
import dev.locum.gateway.visibility.FilterLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Recursive descent over
 *
 * <pre>{@code
 * filter    = [or] ["GROUP" "BY" names] ["ORDER" "BY" orders]
 * or        = and {"OR" and}
 * and       = not {"AND" not}
 * not       = "NOT" not | primary
 * primary   = "(" or ")" | name predicate
 * predicate = operator value | ["NOT"] "IN" "(" values ")" | ["NOT"] "BETWEEN" value "AND" value
 *           | ["NOT"] "STARTS_WITH" text | "IS" ["NOT"] "NULL"
 * }</pre>
 *
 * <p>Nothing else of SQL is known: no functions, no LIKE, no arithmetic, no values on the left, no
 * comments.
 */
final class FilterParser {

  /** Bounds what a caller can have us parse. */
  private static final int MAX_LENGTH = 16 * 1024;

  /** Bounds the stack. */
  private static final int MAX_DEPTH = 64;

  private static final Set<String> KEYWORDS =
      Set.of(
          "AND",
          "OR",
          "NOT",
          "IN",
          "BETWEEN",
          "IS",
          "NULL",
          "TRUE",
          "FALSE",
          "ORDER",
          "GROUP",
          "BY",
          "ASC",
          "DESC",
          "STARTS_WITH",
          "LIKE",
          "LIMIT",
          "SELECT",
          "FROM",
          "WHERE",
          "UNION",
          "HAVING",
          "EXISTS",
          "CASE",
          "REGEXP",
          "OFFSET",
          "XOR",
          "DIV",
          "INTERVAL",
          "BINARY");

  private static final Set<String> OPERATORS = Set.of("=", "!=", "<", "<=", ">", ">=");

  private final FilterLexer lexer;
  private Token token;
  private int depth;

  FilterParser(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new FilterException("a filter that is too long", MAX_LENGTH);
    }
    this.lexer = new FilterLexer(text);
    this.token = lexer.next();
  }

  ListFilter parse() {
    boolean hasCondition =
        token.kind() != Kind.END && !token.isWord("ORDER") && !token.isWord("GROUP");
    Optional<Condition> where = hasCondition ? Optional.of(or()) : Optional.empty();
    List<String> groupBy = new ArrayList<>();
    if (skipWord("GROUP")) {
      expectWord("BY");
      do {
        groupBy.add(name());
      } while (skipSymbol(","));
    }
    List<ListFilter.Order> orderBy = new ArrayList<>();
    if (skipWord("ORDER")) {
      expectWord("BY");
      do {
        orderBy.add(order());
      } while (skipSymbol(","));
    }
    if (token.kind() != Kind.END) {
      throw unexpected();
    }
    return new ListFilter(where, orderBy, groupBy);
  }

  private ListFilter.Order order() {
    String attribute = name();
    boolean isDescending = skipWord("DESC");
    if (!isDescending) {
      skipWord("ASC");
    }
    return new ListFilter.Order(attribute, isDescending);
  }

  private Condition or() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(and());
    } while (skipWord("OR"));
    return parts.size() == 1 ? parts.getFirst() : new Condition.Or(parts);
  }

  private Condition and() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(not());
    } while (skipWord("AND"));
    return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
  }

  private Condition not() {
    if (++depth > MAX_DEPTH) {
      throw new FilterException("a filter that is too deep", token.position());
    }
    Condition condition = skipWord("NOT") ? new Condition.Not(not()) : primary();
    depth--;
    return condition;
  }

  private Condition primary() {
    if (skipSymbol("(")) {
      Condition inner = or();
      expectSymbol(")");
      return inner;
    }
    return predicate(name());
  }

  private Condition predicate(String attribute) {
    if (token.kind() == Kind.SYMBOL && OPERATORS.contains(token.text())) {
      String operator = take().text();
      return new Condition.Comparison(attribute, operator, value());
    }
    if (skipWord("IS")) {
      boolean negated = skipWord("NOT");
      expectWord("NULL");
      return new Condition.IsNull(attribute, negated);
    }
    boolean negated = skipWord("NOT");
    if (skipWord("IN")) {
      return new Condition.In(attribute, negated, values());
    }
    if (skipWord("BETWEEN")) {
      Literal low = value();
      expectWord("AND");
      return new Condition.Between(attribute, negated, low, value());
    }
    if (skipWord("STARTS_WITH") && token.kind() == Kind.TEXT) {
      return new Condition.StartsWith(attribute, negated, value());
    }
    throw unexpected();
  }

  private List<Literal> values() {
    expectSymbol("(");
    List<Literal> values = new ArrayList<>();
    do {
      values.add(value());
    } while (skipSymbol(","));
    expectSymbol(")");
    return values;
  }

  private Literal value() {
    if (token.kind() == Kind.TEXT) {
      return new Literal.Text(take().text());
    }
    if (token.kind() == Kind.NUMBER) {
      return new Literal.Numeral(take().text());
    }
    if (skipWord("TRUE")) {
      return new Literal.Truth(true);
    }
    if (skipWord("FALSE")) {
      return new Literal.Truth(false);
    }
    throw unexpected();
  }

  /** Whether the name needs no quotes to be read as one. */
  static boolean isBareName(String name) {
    Token first = new FilterLexer(name).next();
    return first.kind() == Kind.WORD && first.text().equals(name) && !isKeyword(name);
  }

  private static boolean isKeyword(String word) {
    return KEYWORDS.contains(word.toUpperCase(Locale.ROOT));
  }

  private String name() {
    boolean isName =
        token.kind() == Kind.QUOTED_NAME || (token.kind() == Kind.WORD && !isKeyword(token.text()));
    if (!isName) {
      throw unexpected();
    }
    return take().text();
  }

  private Token take() {
    Token taken = token;
    token = lexer.next();
    return taken;
  }

  private boolean skipWord(String keyword) {
    boolean isThere = token.isWord(keyword);
    if (isThere) {
      take();
    }
    return isThere;
  }

  private boolean skipSymbol(String symbol) {
    boolean isThere = token.isSymbol(symbol);
    if (isThere) {
      take();
    }
    return isThere;
  }

  private void expectWord(String keyword) {
    if (!skipWord(keyword)) {
      throw unexpected();
    }
  }

  private void expectSymbol(String symbol) {
    if (!skipSymbol(symbol)) {
      throw unexpected();
    }
  }

  private FilterException unexpected() {
    return new FilterException("something unexpected", token.position());
  }
}

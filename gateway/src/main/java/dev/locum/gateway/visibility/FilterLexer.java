package dev.locum.gateway.visibility;

import java.util.Locale;

/** Cuts a filter into tokens. */
final class FilterLexer {

  /** What a token is. */
  enum Kind {
    /** A name or keyword. */
    WORD,
    /** A name in back quotes, which is never a keyword. */
    QUOTED_NAME,
    TEXT,
    NUMBER,
    SYMBOL,
    END
  }

  /**
   * A token.
   *
   * @param kind what it is
   * @param text without quotes
   * @param position where it begins
   */
  record Token(Kind kind, String text, int position) {

    boolean isWord(String keyword) {
      return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
    }

    boolean isSymbol(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  private final String text;
  private int position;

  FilterLexer(String text) {
    this.text = text;
  }

  Token next() {
    while (position < text.length() && isSpace(text.charAt(position))) {
      position++;
    }
    int start = position;
    if (start == text.length()) {
      return new Token(Kind.END, "", start);
    }
    char c = text.charAt(start);
    if (isLetter(c)) {
      return word(start);
    }
    if (isDigit(c) || (c == '-' && start + 1 < text.length() && isDigit(text.charAt(start + 1)))) {
      return number(start);
    }
    return switch (c) {
      case '\'', '"' -> new Token(Kind.TEXT, quoted(c), start);
      case '`' -> quotedName(start);
      default -> symbol(c, start);
    };
  }

  private Token word(int start) {
    while (position < text.length()
        && (isLetter(text.charAt(position)) || isDigit(text.charAt(position)))) {
      position++;
    }
    return new Token(Kind.WORD, text.substring(start, position), start);
  }

  private Token number(int start) {
    position++;
    digits();
    if (position < text.length() && text.charAt(position) == '.') {
      position++;
      digits();
    }
    boolean runsOn =
        position < text.length()
            && (isLetter(text.charAt(position)) || text.charAt(position) == '.');
    if (runsOn || text.charAt(position - 1) == '.') {
      throw new FilterException("a malformed number", start);
    }
    return new Token(Kind.NUMBER, text.substring(start, position), start);
  }

  private void digits() {
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
  }

  private Token quotedName(int start) {
    String name = quoted('`');
    boolean isPlain =
        !name.isEmpty()
            && name.chars()
                .allMatch(c -> isLetter((char) c) || isDigit((char) c) || " .-".indexOf(c) >= 0);
    if (!isPlain) {
      throw new FilterException("a malformed name", start);
    }
    return new Token(Kind.QUOTED_NAME, name, start);
  }

  /** A quote within is written twice, which all stores read alike; a backslash they do not. */
  private String quoted(char quote) {
    int start = position++;
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '\\' || Character.isISOControl(c)) {
        throw new FilterException("a backslash or control character in a text", position - 1);
      }
      if (c != quote) {
        value.append(c);
      } else if (position < text.length() && text.charAt(position) == quote) {
        value.append(c);
        position++;
      } else {
        return value.toString();
      }
    }
    throw new FilterException("a text without end", start);
  }

  private Token symbol(char c, int start) {
    String two = start + 1 < text.length() ? text.substring(start, start + 2) : "";
    if (two.equals("!=") || two.equals("<=") || two.equals(">=") || two.equals("<>")) {
      position += 2;
      return new Token(Kind.SYMBOL, two.equals("<>") ? "!=" : two, start);
    }
    if ("=<>(),".indexOf(c) < 0) {
      throw new FilterException("an unknown sign", start);
    }
    position++;
    return new Token(Kind.SYMBOL, String.valueOf(c), start);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** ASCII only: what counts as a letter must not depend on a library. */
  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

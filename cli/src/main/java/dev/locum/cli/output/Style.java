package dev.locum.cli.output;

/** How a word looks; colour only ever underlines what the word says already. */
public enum Style {
  PLAIN(""),
  STRONG("1"),
  FAINT("2"),
  GOOD("32"),
  CARE("33"),
  BAD("31");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /** The text with the escape sequences of SGR (ECMA-48 §8.3.117), or bare. */
  public String apply(String text, boolean isColoured) {
    return isColoured && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

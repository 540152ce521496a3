package dev.locum.gateway.visibility;

/** A value in a list filter. */
public sealed interface Literal {

  /**
   * A text.
   *
   * @param value what it says, without quotes; never a backslash or control character, whose
   *     meaning differs between Temporal's stores
   */
  record Text(String value) implements Literal {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the text holds what stores disagree about
     */
    public Text {
      if (value.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
        throw new IllegalArgumentException("text: holds a backslash or control character");
      }
    }
  }

  /**
   * A number.
   *
   * @param digits as it was written
   */
  record Numeral(String digits) implements Literal {}

  /** True or false. */
  record Truth(boolean value) implements Literal {}
}

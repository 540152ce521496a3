package dev.locum.token;

/**
 * A worker pool or service: who acts. The outermost {@code act.sub} (RFC 8693 §4.1) and {@code
 * req_wl}.
 *
 * @param value a lower-case label, {@code [a-z][a-z0-9-]{0,62}}
 */
public record WorkloadId(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public WorkloadId {
    Names.require("WorkloadId", value, Names.LABEL, 63);
  }

  @Override
  public String toString() {
    return value;
  }
}

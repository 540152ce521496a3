package dev.locum.token.denial;

/**
 * A refusal with its two audiences.
 *
 * @param reason the reason for the audit trail; the caller sees its public one
 * @param detail server-only words for the audit trail and the log; never a secret, never hostile
 *     text, at most 500 characters; may be empty
 */
public record Rejection(DenialReason reason, String detail) {

  private static final int MAX_DETAIL = 500;

  /**
   * Cuts the detail to its bound and takes control characters out, so that it cannot forge log
   * lines.
   */
  public Rejection {
    detail = detail.replaceAll("\\p{Cntrl}", " ");
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL);
    }
  }

  public static Rejection of(DenialReason reason) {
    return new Rejection(reason, "");
  }

  public static Rejection of(DenialReason reason, String detail) {
    return new Rejection(reason, detail);
  }
}

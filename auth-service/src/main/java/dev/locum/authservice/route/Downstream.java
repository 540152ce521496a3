package dev.locum.authservice.route;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import java.time.Duration;

/**
 * A service that workers call.
 *
 * @param name its audience, a lower-case label
 * @param actions what it does
 * @param internal whether it is in the trust boundary, so that it may be sent a delegation token
 * @param tokenLifetime life of a downstream token, 1 to 60 seconds
 * @param senderConstraint to what its tokens are bound
 */
public record Downstream(
    Audience name,
    ActionSet actions,
    boolean internal,
    Duration tokenLifetime,
    SenderConstraint senderConstraint) {

  public static final Duration LONGEST_TOKEN = Duration.ofSeconds(60);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the life is outside it, or the name no label
   */
  public Downstream {
    requireName(name.value());
    // A downstream with the audience of one of our own parts could use there what it was shown.
    if (name.value().startsWith("locum-")) {
      throw new IllegalArgumentException("downstream: reserved (expected: not locum-…)");
    }
    if (tokenLifetime.compareTo(Duration.ofSeconds(1)) < 0
        || tokenLifetime.compareTo(LONGEST_TOKEN) > 0) {
      throw new IllegalArgumentException(
          "token lifetime: " + tokenLifetime + " (expected: PT1S to " + LONGEST_TOKEN + ")");
    }
  }

  /** A downstream with tokens that are bound if the worker wants it. */
  public Downstream(Audience name, ActionSet actions, boolean internal, Duration tokenLifetime) {
    this(name, actions, internal, tokenLifetime, SenderConstraint.NONE);
  }

  /** The same, with tokens bound to something. */
  public Downstream withSenderConstraint(SenderConstraint constraint) {
    return new Downstream(name, actions, internal, tokenLifetime, constraint);
  }

  /**
   * The name, if it is one.
   *
   * @throws IllegalArgumentException if it is no lower-case label
   */
  public static Audience requireName(String name) {
    if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("downstream: another form (expected: a lower-case label)");
    }
    return new Audience(name);
  }
}

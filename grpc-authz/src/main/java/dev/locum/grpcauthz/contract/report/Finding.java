package dev.locum.grpcauthz.contract.report;

/**
 * Something about a contract that its author should look at.
 *
 * @param kind what it is; stable
 * @param subject the full name of the method or service
 * @param message one sentence
 */
public record Finding(Kind kind, String subject, String message) {

  /** How much it matters. */
  public enum Level {
    /** To be looked at once; nothing need be wrong. */
    NOTE,
    /** Probably not what was meant. */
    WARNING
  }

  /** What can be found. */
  public enum Kind {
    /**
     * Open to the world. If only services call it, it belongs to {@code internal} (S4-44, S4-48):
     * who calls is not written in a contract, so each public method is a candidate.
     */
    PUBLIC_METHOD(Level.NOTE),
    /** A service is public as a whole: methods that are added later are open to the world. */
    PUBLIC_SERVICE(Level.WARNING),
    /** {@code default_policy: "allow"}: methods that are added later let every user in. */
    ALLOW_BY_DEFAULT(Level.WARNING),
    /** Nobody may call it: gated, without requirements, and its policy is to deny. */
    UNREACHABLE(Level.WARNING),
    /** What the resolver warns of, at the start of a server too (H7). */
    RESOLVER(Level.WARNING);

    private final Level level;

    Kind(Level level) {
      this.level = level;
    }

    public Level level() {
      return level;
    }
  }
}

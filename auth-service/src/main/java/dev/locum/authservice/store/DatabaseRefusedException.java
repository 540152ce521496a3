package dev.locum.authservice.store;

import java.io.Serial;
import java.sql.SQLException;

/** A database does not let us in. The message shows nothing that the database has said. */
public final class DatabaseRefusedException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;

  DatabaseRefusedException(SQLException cause) {
    super("the database does not let us in", cause);
    this.reason = Reason.of(cause);
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** Why a database lets nobody in. */
  public enum Reason {
    /** The user or the password is wrong, or it lets nobody in from here. */
    LOGIN,
    /** There is no such database. */
    ABSENT,
    /** It has as many connections as it takes. */
    FULL,
    /** It does not show the certificate that is asked for. */
    CERTIFICATE,
    /** It does not answer, or in another way than a database. */
    SILENT;

    /** By its SQLSTATE (PostgreSQL, appendix A). */
    private static Reason of(SQLException refused) {
      for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
        if (cause instanceof javax.net.ssl.SSLException) {
          return CERTIFICATE;
        }
      }
      return switch (String.valueOf(refused.getSQLState())) {
        case "28P01", "28000", "42501" -> LOGIN;
        case "3D000" -> ABSENT;
        case "53300" -> FULL;
        default -> SILENT;
      };
    }
  }
}

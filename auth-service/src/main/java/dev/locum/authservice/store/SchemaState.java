package dev.locum.authservice.store;

import java.util.Optional;

/**
 * How the schema of a database stands to the version that this program makes of it.
 *
 * @param standing how
 * @param version the version that is there; empty: none
 * @param own the version of this program
 */
public record SchemaState(Standing standing, Optional<String> version, String own) {

  /** How it stands. */
  public enum Standing {
    /** There is none yet; the next start makes it. */
    ABSENT,
    /** The next start brings it to the present version. */
    OLDER,
    PRESENT,
    /** A later program has been here. */
    NEWER,
    /** A version of it failed, or is not the one that was released. */
    ALTERED
  }
}

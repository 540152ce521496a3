package dev.locum.architecture.planted.secrets.token;

import java.io.Serial;
import java.io.Serializable;

/** Planted violation. */
final class BadStoredPassword implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  @Override
  public String toString() {
    return "BadStoredPassword";
  }
}

package dev.locum.settings;

import dev.locum.settings.value.Labelled;
import java.util.Locale;

/** To what tokens must be bound where none counts that is bound to nothing. */
public enum BoundTo implements Labelled {
  /** A key or a client certificate. */
  ANY,
  /** A key (RFC 9449). */
  KEY,
  /** A client certificate (RFC 8705 §3). */
  CERTIFICATE;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.locum.architecture.planted.statics.token;

import java.util.Date;

/** Planted violation. */
@SuppressWarnings("JavaUtilDate")
final class BadTime {
  Date time(long millis) {
    return new Date(millis);
  }
}

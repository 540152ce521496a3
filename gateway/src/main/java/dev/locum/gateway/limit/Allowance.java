package dev.locum.gateway.limit;

/**
 * Something that comes back evenly over time and can be used up. What costs more than there is goes
 * through once there is anything at all, and is paid for afterwards, so that a large message is
 * slow and never impossible.
 */
final class Allowance {

  private static final double NANOS = 1e9;

  private final double perSecond;
  private double left;
  private long at;

  Allowance(double perSecond, long now) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.at = now;
  }

  /** Uses up some; false, and nothing is used, if there is none left. */
  synchronized boolean take(double cost, long now) {
    if (now > at) {
      left = Math.min(perSecond, left + (now - at) / NANOS * perSecond);
      at = now;
    }
    if (left <= 0) {
      return false;
    }
    left -= cost;
    return true;
  }
}

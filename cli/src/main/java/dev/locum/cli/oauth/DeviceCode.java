package dev.locum.cli.oauth;

import dev.locum.token.RawToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * A device flow that has begun (RFC 8628 §3.2).
 *
 * @param secret the device code
 * @param userCode what the user types
 * @param page where
 * @param pace how to poll
 */
public record DeviceCode(RawToken secret, String userCode, URI page, Pace pace) {

  /**
   * How to poll.
   *
   * @param interval between two polls
   * @param expiresAt when polling is useless
   */
  public record Pace(Duration interval, Instant expiresAt) {}
}

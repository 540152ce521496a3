package dev.locum.authservice.login;

import dev.locum.authservice.session.OpaqueToken;
import java.time.Duration;

/**
 * What a device gets to start with (RFC 8628 §3.2).
 *
 * @param deviceCode the secret with which it polls
 * @param userCode what the user types
 * @param expiresIn how long both count
 * @param interval how long to wait between polls
 */
public record DeviceAuthorization(
    OpaqueToken deviceCode, UserCode userCode, Duration expiresIn, Duration interval) {}

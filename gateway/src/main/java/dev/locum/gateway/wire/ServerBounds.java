package dev.locum.gateway.wire;

import java.time.Duration;

/**
 * What one connection may use.
 *
 * @param messageBytes the largest message, after decompression
 * @param callsPerConnection calls at a time on one connection
 * @param drain how long calls that are under way may go on when the gateway ends
 */
public record ServerBounds(int messageBytes, int callsPerConnection, Duration drain) {}

package dev.locum.gateway.limit;

/**
 * What one tenant may use of one gateway process.
 *
 * @param callsPerSecond calls; a second's worth may come at once
 * @param openCalls calls at a time, long polls included
 * @param bytesPerSecond bytes of requests; a second's worth may come at once
 */
public record TenantBounds(int callsPerSecond, int openCalls, long bytesPerSecond) {}

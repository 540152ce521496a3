package dev.locum.gateway.limit;

/**
 * What one tenant may use of one gateway process.
 *
 * @param callsPerSecond calls; a second's worth may come at once
 * @param openCalls calls at a time, long polls included
 * @param bytesPerSecond bytes of requests; a second's worth may come at once. Of answers as many
 *     are held at a time for workloads that do not take them, half of it for one workload
 */
public record TenantBounds(int callsPerSecond, int openCalls, long bytesPerSecond) {}

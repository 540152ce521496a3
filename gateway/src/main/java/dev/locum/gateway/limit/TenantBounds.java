package dev.locum.gateway.limit;

/**
 * What one tenant may use of one gateway process.
 *
 * @param callsPerSecond calls; a second's worth may come at once
 * @param visibilityCallsPerSecond of these, lists and counts; a second's worth may come at once
 * @param openCalls calls at a time, long polls included
 * @param bytesPerSecond bytes of requests; a second's worth may come at once. Of answers as many
 *     are held at a time for workloads that do not take them, half of it for one workload
 */
public record TenantBounds(
    int callsPerSecond, int visibilityCallsPerSecond, int openCalls, long bytesPerSecond) {

  /** A workload of the platform calls for all tenants. */
  private static final int LEAST_PLATFORM_CALLS = 5_000;

  private static final int LEAST_PLATFORM_OPEN = 10_000;

  /** What one workload of the platform may use. */
  TenantBounds ofPlatform() {
    return new TenantBounds(
        Math.max(callsPerSecond, LEAST_PLATFORM_CALLS),
        Integer.MAX_VALUE,
        Math.max(openCalls, LEAST_PLATFORM_OPEN),
        bytesPerSecond);
  }
}

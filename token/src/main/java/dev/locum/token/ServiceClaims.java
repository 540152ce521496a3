package dev.locum.token;

/**
 * What a service (S2S) token says: which workload calls. It says nothing about a user.
 *
 * @param workload {@code sub} and {@code client_id}
 * @param audience {@code aud}: the one service that is called
 */
public record ServiceClaims(WorkloadId workload, Audience audience) {}

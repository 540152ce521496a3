/**
 * Meters of the auth service, and where Prometheus gets them.
 *
 * <p><b>What decides here</b>: nothing; it only counts what others decide. <b>When nothing is
 * configured</b>: nothing is served. <b>What the caller is told</b>: numbers, and names of ours; no
 * label is a user, a tenant, a workload, a token or a workflow.
 *
 * <p>Start with {@link dev.locum.authservice.telemetry.Telemetry}; {@code docs/telemetry.md} is the
 * catalogue.
 */
@NullMarked
package dev.locum.authservice.telemetry;

import org.jspecify.annotations.NullMarked;

/**
 * What the gateway tells of itself in numbers.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: nothing is served.
 * <b>What the caller is told</b>: counts and times, by tenant and method; never a workflow, token
 * or workload.
 */
@NullMarked
package dev.locum.gateway.telemetry;

import org.jspecify.annotations.NullMarked;

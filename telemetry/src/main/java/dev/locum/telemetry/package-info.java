/**
 * Sends the spans of a process to an OpenTelemetry collector.
 *
 * <p><b>What decides here</b>: the settings; nothing that is traced ever waits for a collector.
 * <b>When nothing is configured</b>: there is no SDK, and nothing is installed anywhere. <b>What
 * the caller is told</b>: nothing; a collector that is away is told to the log once, and what it
 * missed is counted.
 *
 * <p>Start with {@link dev.locum.telemetry.Tracing}.
 */
@NullMarked
package dev.locum.telemetry;

import org.jspecify.annotations.NullMarked;

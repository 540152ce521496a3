/**
 * Spans of workflows and activities, joined by a Temporal header of their own.
 *
 * <p><b>What decides here</b>: nothing; the interceptors stand outside those that verify, tell
 * OpenTelemetry and change nothing that is replayed. <b>When nothing is configured</b>: they are
 * not installed. <b>What the caller is told</b>: nothing; the header holds a trace context and no
 * baggage.
 *
 * <p>Start with {@link dev.locum.worker.trace.WorkSpans}, then {@link
 * dev.locum.worker.trace.TracedWorkflow} and {@link dev.locum.worker.trace.TracedActivity}.
 */
@NullMarked
package dev.locum.worker.trace;

import org.jspecify.annotations.NullMarked;

/**
 * Spans of calls, for OpenTelemetry, joined across processes by W3C Trace Context.
 *
 * <p><b>What decides here</b>: nothing; a span is told of a call and changes nothing about it.
 * <b>When nothing is configured</b>: none of this is installed, and calls take no other way.
 * <b>What the caller is told</b>: nothing; {@code traceparent} and {@code tracestate} go on to whom
 * the process calls, and baggage never does.
 *
 * <p>Start with {@link dev.locum.grpcauthz.trace.ServerSpans} and {@link
 * dev.locum.grpcauthz.trace.ClientSpans}.
 */
@NullMarked
package dev.locum.grpcauthz.trace;

import org.jspecify.annotations.NullMarked;

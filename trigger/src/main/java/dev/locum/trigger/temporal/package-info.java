/**
 * Temporal as the trigger sees it: start, describe, signal, query, cancel, and the close event.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: the trigger does not
 * start without a frontend. <b>What the caller is told</b>: {@code TEMPORAL_UNAVAILABLE} when it
 * does not answer in time.
 */
@NullMarked
package dev.locum.trigger.temporal;

import org.jspecify.annotations.NullMarked;

/**
 * Which queues this worker goes on polling once it was handed work that is not its own (ADR 0022).
 *
 * <p><b>What decides here</b>: the auth service alone, asked anew each time; a task by itself never
 * stops a worker, or whoever may write to a queue could stop its owner. <b>When nothing is
 * configured</b>: a queue that the auth service does not list for this worker is not polled.
 * <b>What the caller is told</b>: nothing; the operator finds a warning in the log.
 *
 * <p>Start with {@link dev.locum.worker.polling.QueuePolls}.
 */
@NullMarked
package dev.locum.worker.polling;

import org.jspecify.annotations.NullMarked;

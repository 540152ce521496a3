/**
 * Polls, and the tasks that they bring.
 *
 * <p><b>What decides here</b>: the queue that is polled, by its name whatever it is called; and of
 * each task the queue, the workflow and the delegation that Temporal's own fields show. <b>When
 * nothing is configured</b>: no queue may be polled. <b>What the caller is told</b>: of a task that
 * is withheld nothing; Temporal is told in its place, so that nothing waits.
 *
 * <p>Start with {@link dev.locum.gateway.check.poll.WorkflowPollRules}.
 */
@NullMarked
package dev.locum.gateway.check.poll;

import org.jspecify.annotations.NullMarked;

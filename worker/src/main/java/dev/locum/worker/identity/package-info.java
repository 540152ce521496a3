/**
 * What this worker is: its workload, its tenant, its task queues.
 *
 * <p><b>What decides here</b>: the auth service's register. <b>When nothing is configured</b>: a
 * worker that does not know what it is takes no work, and one that polls a queue that is not its
 * own does not start. <b>What the caller is told</b>: {@code DELEGATION_NOT_HERE}, so that another
 * worker may take the work.
 */
@NullMarked
package dev.locum.worker.identity;

import org.jspecify.annotations.NullMarked;

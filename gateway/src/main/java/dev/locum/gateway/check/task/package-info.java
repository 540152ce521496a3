/**
 * What else a worker says: answers by id, heartbeats, that it stops.
 *
 * <p><b>What decides here</b>: answers that have a task token are decided by it, before; these have
 * names, which are bound to the worker's tenant. <b>When nothing is configured</b>: nothing may be
 * answered. <b>What the caller is told</b>: of somebody else's work, that there is none.
 *
 * <p>Start with {@link dev.locum.gateway.check.task.ShutdownRules}.
 */
@NullMarked
package dev.locum.gateway.check.task;

import org.jspecify.annotations.NullMarked;

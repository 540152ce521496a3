/**
 * What a workflow's code orders: the commands of a completed workflow task.
 *
 * <p><b>What decides here</b>: each command by its own rule, and everything that it mentions.
 * <b>When nothing is configured</b>: a command that no rule knows is refused. <b>What the caller is
 * told</b>: the workflow's history that the task failed, by which code and command, and the worker
 * that its answer was taken; from the second attempt on the worker alone, with the code. Temporal
 * then offers the task again, more and more rarely, until the workflow's code or its grants have
 * changed.
 *
 * <p>Start with {@link dev.locum.gateway.check.command.CompletionRules}.
 */
@NullMarked
package dev.locum.gateway.check.command;

import org.jspecify.annotations.NullMarked;

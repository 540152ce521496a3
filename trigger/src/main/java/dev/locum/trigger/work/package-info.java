/**
 * Work: asked for, started with a delegation, followed and controlled.
 *
 * <p><b>What decides here</b>: nothing about rights; the order of the steps does: validate,
 * delegate, start. <b>When nothing is configured</b>: there is no work without a user, a route and
 * a delegation. <b>What the caller is told</b>: a public reason; work that the caller may not see
 * is not there.
 *
 * <p>Start with {@link dev.locum.trigger.work.StartingWork} and {@link
 * dev.locum.trigger.work.FollowingWork}.
 */
@NullMarked
package dev.locum.trigger.work;

import org.jspecify.annotations.NullMarked;

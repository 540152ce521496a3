/**
 * {@code locum work}: ask for work and follow it, at the trigger.
 *
 * <p><b>What decides here</b>: the trigger and the auth service behind it. <b>When nothing is
 * configured</b>: the deadline, actions and queue are the route's; nothing is retried that could
 * start work twice under another key. <b>What the caller is told</b>: what the trigger answers;
 * exit code 5 when the work itself failed.
 */
@NullMarked
package dev.locum.cli.work;

import org.jspecify.annotations.NullMarked;

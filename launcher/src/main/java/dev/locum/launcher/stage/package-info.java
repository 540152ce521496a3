/**
 * The running topology as people and probes meet it from outside: over its sockets, with their own
 * logins.
 *
 * <p><b>What decides here</b>: nothing; each answer is a component's. <b>When nothing is
 * configured</b>: the example's people log in with the passwords that the topology made for them.
 * <b>What the caller is told</b>: answers, and refusals as {@link
 * dev.locum.launcher.stage.Outcome}.
 *
 * <p>Start with {@link dev.locum.launcher.stage.Stage}.
 */
@NullMarked
package dev.locum.launcher.stage;

import org.jspecify.annotations.NullMarked;

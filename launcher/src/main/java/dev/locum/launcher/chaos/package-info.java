/**
 * Kills processes of a running topology at random moments, and then looks whether anything was lost
 * or done twice.
 *
 * <p><b>What decides here</b>: {@link dev.locum.launcher.chaos.Reckoning} says what each trip must
 * have left behind. <b>When nothing is configured</b>: a seed is taken from the machine and said.
 * <b>What the caller is told</b>: every moment, and every fault with the trip that shows it.
 *
 * <p>Start with {@link dev.locum.launcher.chaos.Chaos}.
 */
@NullMarked
package dev.locum.launcher.chaos;

import org.jspecify.annotations.NullMarked;

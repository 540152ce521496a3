/**
 * Benchmarks of the paths that every request takes; {@code benchmarks/run} runs them.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b> every benchmark runs with
 * every provider. <b>What the caller is told</b>: the time of one call on one thread.
 */
@NullMarked
package dev.locum.benchmarks;

import org.jspecify.annotations.NullMarked;

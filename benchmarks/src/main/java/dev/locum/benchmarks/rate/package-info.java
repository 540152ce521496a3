/**
 * Workflows a second with the plugin and without it, in one run: {@code benchmarks/run
 * workflow-rate}.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: an auth service that
 * agrees, the client and both workers are in one process, the engine is in another; they talk over
 * loopback. <b>What the caller is told</b>: the median of the rounds of both, and of the ratio
 * within a round.
 */
@NullMarked
package dev.locum.benchmarks.rate;

import org.jspecify.annotations.NullMarked;

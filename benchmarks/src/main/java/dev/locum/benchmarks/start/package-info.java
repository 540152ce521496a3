/**
 * How long {@code locum up} and commands against it take, and what memory it holds: {@code
 * benchmarks/run start}.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: a new state directory,
 * free ports, three starts. <b>What the caller is told</b>: medians.
 */
@NullMarked
package dev.locum.benchmarks.start;

import org.jspecify.annotations.NullMarked;

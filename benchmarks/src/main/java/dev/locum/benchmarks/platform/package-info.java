/**
 * What an auth service that runs must know before it, or the gateway before it, can be measured.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: every argument is
 * required. <b>What the caller is told</b>: the exit code.
 */
@NullMarked
package dev.locum.benchmarks.platform;

import org.jspecify.annotations.NullMarked;

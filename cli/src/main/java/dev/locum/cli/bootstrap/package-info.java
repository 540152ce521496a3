/**
 * The process: the only place that reads the environment, the clock and the console, and that
 * exits.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: the user's home
 * directory holds the profiles. <b>What the caller is told</b>: the exit code.
 */
@NullMarked
package dev.locum.cli.bootstrap;

import org.jspecify.annotations.NullMarked;

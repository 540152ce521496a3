/**
 * The example's processes: the three services and the worker, each alone.
 *
 * <p><b>What decides here</b>: nothing; the settings say what is believed and where things are.
 * <b>When nothing is configured</b>: a process does not start. <b>What the caller is told</b>: all
 * problems of the configuration, on standard error, and exit code 1.
 *
 * <p>Start with {@link dev.locum.carsharing.bootstrap.CarSharing}.
 */
@NullMarked
package dev.locum.carsharing.bootstrap;

import org.jspecify.annotations.NullMarked;

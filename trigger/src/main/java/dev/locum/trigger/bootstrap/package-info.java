/**
 * Puts the trigger together from its settings and starts it.
 *
 * <p><b>What decides here</b>: the settings; the only place that reads the clock, the environment
 * and files. <b>When nothing is configured</b>: it does not start. <b>What the caller is told</b>:
 * every problem of the settings at once, on standard error, and exit code 2.
 */
@NullMarked
package dev.locum.trigger.bootstrap;

import org.jspecify.annotations.NullMarked;

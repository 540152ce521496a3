/**
 * The application: the command line with the processes beside it.
 *
 * <p><b>What decides here</b>: which command runs; the only place of the launcher that reads the
 * environment, system properties and the clock, and that prints. <b>When nothing is configured</b>:
 * {@code demo} and {@code up} need nothing, the processes need {@code --config}. <b>What the caller
 * is told</b>: by exit codes, see {@code docs/cli.md}.
 */
@NullMarked
package dev.locum.launcher.bootstrap;

import org.jspecify.annotations.NullMarked;

/**
 * Writes the reference of the settings; run by {@code make docs}.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: the directory must be
 * given. <b>What the caller is told</b>: the exit code.
 */
@NullMarked
package dev.locum.settings.bootstrap;

import org.jspecify.annotations.NullMarked;

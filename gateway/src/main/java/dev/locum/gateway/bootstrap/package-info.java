/**
 * Puts the gateway together out of its settings.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: the process does not
 * start. <b>What the caller is told</b>: the exit code and what is wrong with the settings.
 */
@NullMarked
package dev.locum.gateway.bootstrap;

import org.jspecify.annotations.NullMarked;

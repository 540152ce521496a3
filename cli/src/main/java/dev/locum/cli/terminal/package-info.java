/**
 * What a command knows of the machine and the person in front of it: streams, environment, clock.
 *
 * <p><b>What decides here</b>: {@code dev.locum.cli.bootstrap} for the process, a test for a test.
 * <b>When nothing is configured</b>: a stream that is not known to be a terminal is none, so
 * neither colours nor progress nor prompts appear. <b>What the caller is told</b>: nothing.
 */
@NullMarked
package dev.locum.cli.terminal;

import org.jspecify.annotations.NullMarked;

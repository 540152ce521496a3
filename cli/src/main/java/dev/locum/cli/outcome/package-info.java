/**
 * How a command ends: its exit code, and what is said when it fails.
 *
 * <p><b>What decides here</b>: {@link dev.locum.cli.outcome.ExitCode} is the whole list. <b>When
 * nothing is configured</b>: a failure that nobody foresaw is a fault (70). <b>What the caller is
 * told</b>: one sentence, the denial code and the correlation id; never a token, never a stack
 * trace.
 */
@NullMarked
package dev.locum.cli.outcome;

import org.jspecify.annotations.NullMarked;

/**
 * The {@code locum} command: the published APIs from a terminal.
 *
 * <p><b>What decides here</b>: nothing about anybody's rights; the servers do. The command decides
 * its exit code ({@link dev.locum.cli.outcome.ExitCode}), where secrets may stand (in a file of
 * mode 0600, in standard input, never in an argument or in output), and what reaches the terminal.
 * <b>When nothing is configured</b>: commands that need a server say that there is no profile.
 * <b>What the caller is told</b>: results on standard output, everything else on standard error.
 *
 * <p>Start with {@link dev.locum.cli.LocumCommand}. Packages below it: {@code context} what every
 * command is given; {@code login}, {@code work}, {@code delegation}, {@code audit}, {@code token},
 * {@code doctor} the commands; {@code profile}, {@code oauth}, {@code session}, {@code rpc}, {@code
 * output}, {@code outcome} what they share. Only {@code bootstrap} touches the process.
 */
@NullMarked
package dev.locum.cli;

import org.jspecify.annotations.NullMarked;

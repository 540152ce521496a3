/**
 * What every command is given: the terminal, the options that all commands share, and from them,
 * when they are first needed, the profile, the session and the servers.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: only commands that need
 * no server work. <b>What the caller is told</b>: which of the shared options is missing.
 */
@NullMarked
package dev.locum.cli.context;

import org.jspecify.annotations.NullMarked;

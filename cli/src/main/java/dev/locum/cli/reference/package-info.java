/**
 * {@code docs/cli.md}, written from the commands themselves.
 *
 * <p><b>What decides here</b>: the commands' annotations. <b>When nothing is configured</b>: there
 * is nothing to configure. <b>What the caller is told</b>: every command, option and exit code; a
 * test fails while the page is stale.
 */
@NullMarked
package dev.locum.cli.reference;

import org.jspecify.annotations.NullMarked;

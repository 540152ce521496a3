/**
 * What commands print: tables for people, JSON for programs.
 *
 * <p><b>What decides here</b>: {@code --output} and {@code --color}. <b>When nothing is
 * configured</b>: tables, coloured only on a terminal. <b>What the caller is told</b>: what the
 * server answered; control characters in it never reach the terminal.
 */
@NullMarked
package dev.locum.cli.output;

import org.jspecify.annotations.NullMarked;

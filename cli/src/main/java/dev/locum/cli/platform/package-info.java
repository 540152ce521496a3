/**
 * {@code locum apply} and {@code locum export}: the platform as one file.
 *
 * <p><b>What decides here</b>: the auth service; the file is only read and shown here. <b>When
 * nothing is configured</b>: what a file does not name is left as it is. <b>What the caller is
 * told</b>: the plan before anything is done, and every problem of a file with its line.
 */
@NullMarked
package dev.locum.cli.platform;

import org.jspecify.annotations.NullMarked;

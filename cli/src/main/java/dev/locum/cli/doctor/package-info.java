/**
 * {@code locum doctor}: what may be wrong on this machine and on the way to the servers.
 *
 * <p><b>What decides here</b>: each {@link dev.locum.cli.doctor.Check} for itself. <b>When nothing
 * is configured</b>: what needs a profile is reported as a problem and the rest is still looked at.
 * <b>What the caller is told</b>: for each check what was found and, where it is not good, what to
 * do.
 */
@NullMarked
package dev.locum.cli.doctor;

import org.jspecify.annotations.NullMarked;

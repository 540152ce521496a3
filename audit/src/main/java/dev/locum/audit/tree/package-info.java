/**
 * The events of a trail as a tree: what came from what, from the login to the last downstream call.
 *
 * <p><b>What decides here</b>: {@link dev.locum.audit.tree.AuditTree}, a pure function of the
 * events. <b>When nothing is configured</b>: there is nothing to configure; an event whose origin
 * is not among the events becomes a root. <b>What the caller is told</b>: every event once, and why
 * it stands where it does.
 */
@NullMarked
package dev.locum.audit.tree;

import org.jspecify.annotations.NullMarked;

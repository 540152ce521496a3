/**
 * Changes that a second administrator must approve.
 *
 * <p><b>What decides here</b>: only that whoever approves is not whoever proposed, and that a
 * proposal is decided once and in time; which changes need approval is said where they are made.
 * <b>When nothing is configured</b>: none do. <b>What the caller is told</b>: the id of the
 * proposal that their change has become.
 */
@NullMarked
package dev.locum.authservice.approval;

import org.jspecify.annotations.NullMarked;

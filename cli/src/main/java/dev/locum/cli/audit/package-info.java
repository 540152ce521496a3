/**
 * {@code locum audit}: what was decided, at the auth service.
 *
 * <p><b>What decides here</b>: the auth service which events a caller may see. <b>When nothing is
 * configured</b>: the caller's tenant. <b>What the caller is told</b>: events; they hold token ids
 * and never tokens.
 */
@NullMarked
package dev.locum.cli.audit;

import org.jspecify.annotations.NullMarked;

/**
 * Delegations: what a user allowed one workflow to do, from issue to close.
 *
 * <p><b>What decides here</b>: the stored record. A token is only a ticket to it: it must be
 * genuine, and then the record says whether it still counts, for this worker, this run and this
 * action. <b>When nothing is configured</b>: without a route, a role and a registered worker
 * nothing is issued or verified. <b>What the caller is told</b>: {@code DELEGATION_REJECTED} or
 * {@code DELEGATION_NOT_HERE}, whatever was wrong; the trail has the reason.
 *
 * <p>Each operation is a class with one public verb: {@link
 * dev.locum.authservice.delegation.Issuing}, {@link dev.locum.authservice.delegation.Verifying},
 * {@link dev.locum.authservice.delegation.Renewing}, {@link
 * dev.locum.authservice.delegation.Exchanging}, {@link dev.locum.authservice.delegation.Ending},
 * {@link dev.locum.authservice.delegation.Finding}. {@link
 * dev.locum.authservice.delegation.TaskCheck} is what the middle three share.
 */
@NullMarked
package dev.locum.authservice.delegation;

import org.jspecify.annotations.NullMarked;

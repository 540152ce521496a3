/**
 * Delegations on calls and tasks: reads the headers and asks the auth service.
 *
 * <p><b>What decides here</b>: the form of the headers; everything else the auth service. <b>When
 * nothing is configured</b>: the rule of the namespace says whether a delegation is needed; one
 * that is there is always verified unless the rule says not to look. <b>What the caller is
 * told</b>: {@code DELEGATION_REJECTED}, {@code DELEGATION_NOT_HERE}, or which header cannot be
 * read.
 *
 * <p>Start with {@link dev.locum.gateway.delegation.DelegationGate}.
 */
@NullMarked
package dev.locum.gateway.delegation;

import org.jspecify.annotations.NullMarked;

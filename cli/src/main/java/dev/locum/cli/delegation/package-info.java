/**
 * {@code locum delegation}: what you have allowed, and taking it back, at the auth service.
 *
 * <p><b>What decides here</b>: the auth service. <b>When nothing is configured</b>: a revocation
 * leaves compensations allowed. <b>What the caller is told</b>: the delegations of their tenant
 * that they may see; another tenant's are not found.
 */
@NullMarked
package dev.locum.cli.delegation;

import org.jspecify.annotations.NullMarked;

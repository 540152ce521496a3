/**
 * The decision about each call of a tenant, put together.
 *
 * <p><b>What decides here</b>: in this order: the method has a row and the role may call it; the
 * task token opens; the namespace is granted and in the row's reach; everything that the request
 * mentions is the caller's own; the rule of the method. <b>When nothing is configured</b>: every
 * call is refused. <b>What the caller is told</b>: the public reason of the first refusal.
 *
 * <p>Start with {@link dev.locum.gateway.check.tenant.TenantRules}.
 */
@NullMarked
package dev.locum.gateway.check.tenant;

import org.jspecify.annotations.NullMarked;

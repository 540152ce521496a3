/**
 * Tenants: owners of namespaces, task queues, users and routes.
 *
 * <p><b>What decides here</b>: the stored record; a disabled tenant has no rights at all. <b>When
 * nothing is configured</b>: there is no tenant. <b>What the caller is told</b>: {@code
 * ENTITY_NOT_FOUND} for an unknown one; a disabled one looks like a token that does not count.
 */
@NullMarked
package dev.locum.authservice.tenant;

import org.jspecify.annotations.NullMarked;

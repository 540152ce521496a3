/**
 * List filters as syntax trees: parsed, narrowed to one tenant and printed again.
 *
 * <p><b>What decides here</b>: the grammar. What it does not know, it refuses: a filter is never
 * cut and pasted. <b>When nothing is configured</b>: an empty filter becomes the tenant's prefix
 * alone. <b>What the caller is told</b>: that the request is not valid; the detail says where.
 *
 * <p>Start with {@link dev.locum.gateway.visibility.ListFilter}.
 */
@NullMarked
package dev.locum.gateway.visibility;

import org.jspecify.annotations.NullMarked;

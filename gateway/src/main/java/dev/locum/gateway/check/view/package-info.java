/**
 * What a caller sees: histories, lists, counts, and what Temporal says of itself.
 *
 * <p><b>What decides here</b>: the prefix of the tenant's ids, put into every list filter as a
 * syntax tree and looked for again in every row. <b>When nothing is configured</b>: there is
 * nothing to see. <b>What the caller is told</b>: of others' work nothing, not even how much there
 * is.
 *
 * <p>Start with {@link dev.locum.gateway.check.view.ListRules}.
 */
@NullMarked
package dev.locum.gateway.check.view;

import org.jspecify.annotations.NullMarked;

/**
 * What administrators put and see, between wire and domain.
 *
 * <p><b>What decides here</b>: nothing; the domain types check the forms. <b>When nothing is
 * configured</b>: what is left out opens nothing. <b>What the caller is told</b>: which field has
 * another form than the domain needs.
 */
@NullMarked
package dev.locum.authservice.rpc.admin.wire;

import org.jspecify.annotations.NullMarked;

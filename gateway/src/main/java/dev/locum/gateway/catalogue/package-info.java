/**
 * The one table of Temporal's wire: what each method is, who may call it, and what each field that
 * names something means.
 *
 * <p><b>What decides here</b>: nothing by itself; {@code gateway.check} asks. <b>When nothing is
 * configured</b>: a method that is not in the table does not exist, and a text field that is not in
 * it may not be set. <b>What the caller is told</b>: nothing from here.
 *
 * <p>Start with {@link dev.locum.gateway.catalogue.MethodCatalogue} and {@link
 * dev.locum.gateway.catalogue.FieldTable}. A test reflects over the compiled API and fails on
 * anything that nobody has classified.
 */
@NullMarked
package dev.locum.gateway.catalogue;

import org.jspecify.annotations.NullMarked;

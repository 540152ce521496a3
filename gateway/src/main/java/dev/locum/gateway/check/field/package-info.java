/**
 * Looks through a message for everything in it that names something, or that nobody knows.
 *
 * <p><b>What decides here</b>: unknown fields, unknown enum values and unknown types are refused;
 * about each mention the {@link dev.locum.gateway.check.field.FieldCheck} decides. <b>When nothing
 * is configured</b>: everything is looked through. <b>What the caller is told</b>: that the request
 * is not valid.
 *
 * <p>Start with {@link dev.locum.gateway.check.field.FieldScan}.
 */
@NullMarked
package dev.locum.gateway.check.field;

import org.jspecify.annotations.NullMarked;

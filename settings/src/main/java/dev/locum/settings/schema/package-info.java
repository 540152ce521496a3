/**
 * What settings there are: the annotated records described as data, from which the file is read,
 * checked and documented alike, so that none of the three can differ from the others.
 *
 * <p><b>What decides here</b>: the annotation {@link dev.locum.settings.schema.Setting} on each
 * component. <b>When nothing is configured</b>: a setting without {@code defaultsTo} that is not
 * {@code Optional} is required. <b>What the caller is told</b>: nothing; {@code settings.binding}
 * reports.
 */
@NullMarked
package dev.locum.settings.schema;

import org.jspecify.annotations.NullMarked;

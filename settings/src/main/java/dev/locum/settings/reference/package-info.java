/**
 * The reference of all settings, written from the same description from which the file is read:
 * {@code docs/configuration.md} for people and {@code docs/locum.schema.json} for editors.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: the reference shows what
 * then counts. <b>What the caller is told</b>: a test fails while the files in {@code docs/} are
 * stale.
 */
@NullMarked
package dev.locum.settings.reference;

import org.jspecify.annotations.NullMarked;
